using Gateway.Benchmarks;
using Gateway.Benchmarks.SocketIO;

return args switch
{
    ["line", ..] => await LineBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["socketio", ..] => await SocketIOBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["socketio-sender"] => await Sender.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Gateway.Benchmarks -- line [clients] [events] | socketio [rounds] [events]");
    return 2;
}
