using Gateway.Stress;

return await StressProgram.RunAsync(args, Console.Out, Console.Error);
