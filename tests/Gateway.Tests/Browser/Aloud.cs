using Microsoft.Playwright;

namespace Gateway.Tests.Browser;

/// <summary>What a screen reader would read out by itself: whatever changes in the text of a live region.</summary>
internal static class Aloud
{
    private const string Watch =
        """
        () => {
          window.aloud = [];
          new MutationObserver(changes => {
            for (const { target } of changes) {
              const region = (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest('[role=alert], [role=status], [aria-live]');
              if (region) window.aloud.push(region.textContent.trim());
            }
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    /// <summary>Listens from now on.</summary>
    public static Task ListenAsync(IPage page) => page.EvaluateAsync(Watch);

    public static Task<string[]> HeardAsync(IPage page) => page.EvaluateAsync<string[]>("window.aloud");
}
