using System.Globalization;
using Gateway.Benchmarks;
using Gateway.Benchmarks.FanOut;
using Gateway.Benchmarks.FanOut.Servers;
using Gateway.Benchmarks.Micro;
using Gateway.Benchmarks.Page;
using Gateway.Benchmarks.SocketIO;

return args switch
{
    ["line", ..] => await LineBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["socketio", ..] => await SocketIOBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["topics", ..] => await TopicsBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["unwanted", ..] => await UnwantedBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["socketio-sender"] => await Sender.RunAsync(),
    ["fanout", ..] => await FanOutBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["stall-memory", ..] => await StallBenchmark.RunMemoryAsync(args.Skip(1).ToArray()),
    ["stall", ..] => await StallBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["page", ..] => await PageBenchmark.RunAsync(args.Skip(1).ToArray()),
    ["fanout-raw", var port] => await RawWriter.RunAsync(int.Parse(port, CultureInfo.InvariantCulture)),
    ["fanout-signalr", var port] => await StockSignalR.RunAsync(int.Parse(port, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: dotnet run -c Release --project tests/Gateway.Benchmarks -- line [clients] [events]
                                                                        topics [rounds=15] [events=50000] [only one row]
                                                                        unwanted [rounds=15] [events=20000]
                                                                        socketio [rounds] [events]
                                                                        fanout [clients...] [rounds=5] [seconds=3] [only=product,raw,signalr,socketio]
                                                                        stall [rounds=3]
                                                                        stall-memory [seconds=60]
                                                                        page [seconds=60] [rate=2000]
        """);
    return 2;
}
