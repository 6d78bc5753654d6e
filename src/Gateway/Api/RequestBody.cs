using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api;

/// <summary>What every route that reads a body does before and after.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 1 << 20;

    /// <summary>Has the server refuse a longer body.</summary>
    public static void Limit(HttpRequest request, int bytes = MaxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>What the client did wrong where reading its body failed; null: it did nothing wrong.</summary>
    public static Problem? ProblemOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => Problem.FromStatus(bad.StatusCode),

        // Of chunks the server says some faults in one way and some in the other.
        IOException => Problem.Invalid("The body could not be read: it is not what its headers say."),
        _ => null,
    };
}
