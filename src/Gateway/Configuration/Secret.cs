namespace Gateway.Configuration;

/// <summary>A credential. It prints as <c>***</c> wherever it is printed; only the code that sends it asks for <see cref="Reveal"/>.</summary>
internal sealed record Secret
{
    private readonly string _value;

    public Secret(string value) => _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}
