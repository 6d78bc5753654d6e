using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The form of the panel Commands under a quick hand: one wish is one command, and writing costs nothing.</summary>
public sealed class PageCommandTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Sent = "async () => (await import('/app/data/commands.js')).commandHistory.get().length";

    /// <summary>Counts how often something is written out as a person reads it.</summary>
    private const string CountWriting =
        """
        () => {
          const { stringify } = JSON;
          window.written = 0;
          JSON.stringify = (value, replacer, indent) => {
            if (indent) window.written++;
            return stringify(value, replacer, indent);
          };
        }
        """;

    [Fact]
    public async Task Send_ClickedAgainWhileTheOutcomeIsUnknown_IsOneCommand()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await OpenAsync(host);
        host.Home.HoldAnswers("get_services");
        await page.Find("command-name").FillAsync("get_services");

        await page.Find("command-send").DblClickAsync();
        await Expect(page.Find("command-outcome")).ToHaveAttributeAsync("data-status", "waiting");
        await page.Find("command-send").ClickAsync();
        (await page.Page.EvaluateAsync<int>(Sent)).ShouldBe(1);

        // Another one is another wish, and so is the same when it is known what became of the first.
        await page.Find("command-args").FillAsync("""{"other":true}""");
        await page.Find("command-send").ClickAsync();
        (await page.Page.EvaluateAsync<int>(Sent)).ShouldBe(2);
        host.Home.ReleaseAnswers("get_services");
        await Expect(page.Find("command-outcome")).Not.ToHaveAttributeAsync("data-status", "waiting");
        await page.Find("command-send").ClickAsync();
        await Expect(page.Find("command-history-item")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Enter_HeldDown_SendsOnce_AndWritesLinesInTheArguments()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await OpenAsync(host);
        await page.Find("command-name").FillAsync("get_config");

        foreach (var field in new[] { "command-name", "command-send" })
        {
            var before = await page.Page.EvaluateAsync<int>(Sent);
            await page.Find(field).FocusAsync();
            for (var repeat = 0; repeat < 3; repeat++)
            {
                await page.Page.Keyboard.DownAsync("Enter");
                await Expect(page.Find("command-outcome")).ToHaveAttributeAsync("data-status", "ok");
            }

            await page.Page.Keyboard.UpAsync("Enter");
            (await page.Page.EvaluateAsync<int>(Sent) - before).ShouldBe(1, field);
        }

        await page.Find("command-args").FocusAsync();
        await page.Page.Keyboard.DownAsync("Enter");
        await page.Page.Keyboard.DownAsync("Enter");
        await page.Page.Keyboard.UpAsync("Enter");
        await Expect(page.Find("command-args")).ToHaveValueAsync("\n\n");
    }

    [Theory]
    [InlineData("toString")]
    [InlineData("constructor")]
    [InlineData("__proto__")]
    public async Task Name_ThatEveryObjectHas_BringsNoExample(string name)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await OpenAsync(host);

        await page.Find("command-name").FillAsync(name);
        await Expect(page.Find("command-curl")).ToBeVisibleAsync();
        await Expect(page.Find("command-name")).ToHaveValueAsync(name);
        await Expect(page.Find("command-args")).ToHaveValueAsync("");
        await Expect(page.Find("command-send")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Result_ThatStandsThere_IsNotWrittenAgainWithEachKey()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await OpenAsync(host);
        await page.Find("command-name").FillAsync("get_states");
        await page.Find("command-send").ClickAsync();
        await Expect(page.Find("command-result")).ToContainTextAsync("\"entity_id\"");

        await page.Page.EvaluateAsync(CountWriting);
        await page.Find("command-args").PressSequentiallyAsync("half");
        await Expect(page.Find("command-args-check")).ToContainTextAsync("Line 1, column 1");
        (await page.Page.EvaluateAsync<int>("window.written")).ShouldBe(0);
        await page.Find("command-args").FillAsync("");
        await page.Find("command-name").FillAsync("ping");
        await page.Find("command-send").ClickAsync();
        await Expect(page.Find("command-result")).Not.ToContainTextAsync("\"entity_id\"");
    }

    private async Task<WatchedPage> OpenAsync(GatewayHost host)
    {
        var page = await chromium.OpenAsync(new Uri(host.Url, "#hub=home&panel=commands"));
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(page.Find("command-hub")).ToHaveValueAsync("home");
        return page;
    }
}
