"""Tables, repositories, object stores: what the ports of the pipeline stand on."""
