#pragma warning disable MA0182 // Read from the compiled assembly, never used.

namespace Gateway.Samples.Target
{
    internal class Thing
    {
        public int Value { get; init; }

        public static void Do()
        {
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class MarkAttribute : Attribute;
}

namespace Gateway.Samples.ByBody
{
    internal static class Sample
    {
        public static void Do() => Target.Thing.Do();
    }
}

namespace Gateway.Samples.ByField
{
    internal sealed class Sample
    {
        public readonly Target.Thing?[] Field = [];
    }
}

namespace Gateway.Samples.BySignature
{
    internal interface ISample
    {
        void Do(ref Target.Thing thing);
    }
}

namespace Gateway.Samples.ByGeneric
{
    internal static class Sample
    {
        public static object Do() => new List<Dictionary<int, Target.Thing>>();
    }
}

namespace Gateway.Samples.ByTypeOf
{
    internal static class Sample
    {
        public static string Do() => typeof(Target.Thing).Name;
    }
}

namespace Gateway.Samples.ByBase
{
    internal sealed class Sample : Target.Thing;
}

namespace Gateway.Samples.ByAttribute
{
    [Target.Mark]
    internal sealed class Sample;
}

namespace Gateway.Samples.ByLambda
{
    internal static class Sample
    {
        public static async Task<Action> DoAsync()
        {
            await Task.Yield();
            return static () => Target.Thing.Do();
        }
    }
}
