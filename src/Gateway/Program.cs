using Gateway.Access;
using Gateway.Api;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Demo;
using Gateway.Diagnosis;
using Gateway.Diagnostics;
using Gateway.Discovery;
using Gateway.Events;
using Gateway.Settings;
using Gateway.Subscriptions;
using Gateway.Upstreams;

switch (args)
{
    case var _ when StartHelp.IsAsked(args): return StartHelp.Show(args, Console.Out);
    case var _ when PairCommand.IsAsked(args): return await PairCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
    case var _ when HealthCommand.IsAsked(args): return await HealthCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System);
    case var _ when KeyCommand.IsAsked(args): return await KeyCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System);
}
var check = CheckArguments.Read(args);
var arguments = StartArguments.Parse(check?.Rest ?? args);
var faults = new ConfigurationFaults();
var builder = ConfigurationSetup.CreateBuilder(arguments, faults);
await using var demo = arguments.IsDemo ? await DemoSetup.StartAsync(builder) : null;

builder
    .AddConfiguration(arguments, faults)
    .AddDiagnostics()
    .AddEvents(faults).AddSubscriptions(faults).AddDelivery(faults).AddCommands(faults)
    .AddSettings(arguments, faults)
    .AddUpstreams(arguments, faults)
    .AddAccess(arguments, faults)
    .AddDiscovery(arguments, faults)
    .AddApi(faults)
    .AddDiagnosis(check);
return faults.Any ? StartHelp.Tell(faults, Console.Error)
    : check is not null ? await CheckCommand.RunAsync(builder.Build(), check, Console.Out, Console.Error)
    : await builder.Build().MapApi().RunToEndAsync();
