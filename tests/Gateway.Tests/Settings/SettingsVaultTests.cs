using System.Xml.Linq;
using Gateway.Configuration;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

/// <summary>The key ring is one file, made once: on the disk before what it encrypts, and not added to by a clock.</summary>
public sealed class SettingsVaultTests : IDisposable
{
    private static readonly HubEntry Chat = new(
        "chat", "SocketIO", new Dictionary<string, string>(StringComparer.Ordinal) { ["Url"] = "http://127.0.0.1:9" }, new Dictionary<string, string>(StringComparer.Ordinal) { ["Token"] = "secret-of-the-house" });

    private readonly SettingsFolder _folder = new();

    [Fact]
    public void Write_NewKey_IsFlushedBeforeTheFileThatNeedsIt()
    {
        var flushed = new List<string>();
        var file = new HubSettingsFile(_folder.Hubs, key =>
        {
            File.Exists(_folder.Hubs).ShouldBeFalse("a power cut now costs nobody a token");
            new FileInfo(key).Length.ShouldBeGreaterThan(0);
            flushed.Add(key);
        });
        file.Write([Chat]);
        flushed.ShouldBe([KeyFile()]);

        file.Write([Chat, Chat with { Hub = "other" }]);
        flushed.Count.ShouldBe(1, "it is there since long");
    }

    [Fact]
    public void Write_NewKeyThatCannotBeFlushed_SavesNothing()
    {
        var store = new HubSettingsStore(new HubSettingsFile(_folder.Hubs, static _ => throw new IOException("Input/output error.")));

        store.Save(Chat).ShouldNotBeNull().Text.ShouldContain("Input/output error.");

        store.All.ShouldBeEmpty();
        File.Exists(_folder.Hubs).ShouldBeFalse();
    }

    [Fact]
    public void Ring_WhileTheClockIsBehind_IsReadAndWrittenWithAndStaysAsItIs()
    {
        new HubSettingsFile(_folder.Hubs).Write([Chat]);
        var key = KeyFile();
        var text = XDocument.Load(key);
        text.Root!.Element("creationDate")!.Value = "2150-01-01T00:00:00Z";
        text.Root.Element("activationDate")!.Value = "2150-01-01T00:00:00Z";
        text.Root.Element("expirationDate")!.Value = "2250-01-01T00:00:00Z";
        text.Save(key);
        var kept = File.ReadAllText(key);

        var file = new HubSettingsFile(_folder.Hubs);
        Secrets(file).ShouldBe(["secret-of-the-house"]);
        file.Write([Chat, Chat with { Hub = "other" }]);
        Secrets(new HubSettingsFile(_folder.Hubs)).ShouldBe(["secret-of-the-house", "secret-of-the-house"]);

        KeyFile().ShouldBe(key);
        File.ReadAllText(key).ShouldBe(kept);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The only one.</summary>
    private string KeyFile() => Directory.GetFiles(_folder.Keys).ShouldHaveSingleItem();

    private static string[] Secrets(HubSettingsFile file)
    {
        var faults = new ConfigurationFaults();
        var hubs = file.Read(faults);
        faults.All.ShouldBeEmpty();
        return [.. hubs!.Select(static hub => hub.Secrets["Token"])];
    }
}
