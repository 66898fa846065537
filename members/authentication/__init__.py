"""How a person proves who they are: second factors, the password asked again, and the letters that tell of it."""
