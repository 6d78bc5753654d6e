namespace Gateway.Stress.Fuzzing;

/// <summary>A property that does not hold. Its message is the property's name.</summary>
internal sealed class FuzzViolationException(string property, string detail) : Exception(property)
{
    public string Detail => detail;
}
