"""What is true: rules, clocks and judgements, without a framework, a database, a network or a clock of its own."""
