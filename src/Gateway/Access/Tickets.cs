using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Access;

/// <summary>
/// Short-lived stand-ins for keys, for what browsers cannot send a header with: an address ends up in histories and logs, and there a
/// ticket is soon worth nothing. Bound to its key as it was; a removed or changed key takes its tickets along, and so does a restart.
/// Thread-safe.
/// </summary>
internal sealed class Tickets(KeyStore keys, TimeProvider time)
{
    public const string Prefix = "gwt_";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int TimeBytes = sizeof(long);
    private const int MaxLength = 1024;

    /// <summary>In memory only. The framework's own time limit reads the system's clock, so the end is noted in the ticket itself.</summary>
    private readonly IDataProtector _protector = new EphemeralDataProtectionProvider().CreateProtector("Gateway.Access.Tickets.v1");

    /// <summary>A ticket for a key, and how long it is good: no longer than the key itself.</summary>
    public (string Text, TimeSpan Lifetime) Issue(AccessKey key)
    {
        var now = time.GetUtcNow();
        var end = key.Expires < now + Lifetime ? key.Expires.Value : now + Lifetime;
        var content = new byte[TimeBytes + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(content, end.UtcTicks);
        Convert.FromHexString(key.Version).CopyTo(content, TimeBytes);
        return (Prefix + Base64Url.EncodeToString(_protector.Protect(content)), end - now);
    }

    /// <summary>The key a ticket stands for, where it is good.</summary>
    public TicketState Open(string text, out AccessKey? key)
    {
        key = null;
        if (Read(text) is not { } content)
        {
            return TicketState.Forged;
        }

        if (time.GetUtcNow().UtcTicks >= BinaryPrimitives.ReadInt64BigEndian(content))
        {
            return TicketState.Expired;
        }

        key = keys.FindVersion(Convert.ToHexStringLower(content.AsSpan(TimeBytes)));
        return key is null ? TicketState.Orphaned : TicketState.Good;
    }

    private byte[]? Read(string text)
    {
        if (text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)));
        }
        catch (CryptographicException)
        {
            // Made by somebody else, or before the last start.
            return null;
        }
    }
}
