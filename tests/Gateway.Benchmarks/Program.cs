using Gateway.Benchmarks;

return args is ["line", ..]
    ? await LineBenchmark.RunAsync(args.Skip(1).ToArray())
    : Usage();

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Gateway.Benchmarks -- line [clients] [events]");
    return 2;
}
