"""The shape of what people type about adoption. Fields are called as the services call what they take."""
