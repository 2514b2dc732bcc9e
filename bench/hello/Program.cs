// The least that a native program takes: bench/start measures beside it.
Console.WriteLine("hello");
