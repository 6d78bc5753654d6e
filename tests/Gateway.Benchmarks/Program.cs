Console.WriteLine("line");
