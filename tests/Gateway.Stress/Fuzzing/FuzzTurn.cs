using System.Globalization;

namespace Gateway.Stress.Fuzzing;

/// <summary>One codec taking its inputs on a thread of its own, so that what it allocates can be measured and a hang be seen from outside.</summary>
internal sealed class FuzzTurn
{
    private const int FailuresShown = 5;
    private const int ShownBytes = 3_000;

    private readonly Thread _thread;
    private readonly Ledger _ledger;
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly int _seed;
    private readonly long _inputs;
    private readonly long? _at;
    private long _index;
    private long _started = TimeProvider.System.GetTimestamp();

    private FuzzTurn(FuzzCodec codec, int seed, long inputs, long? at, Ledger ledger)
    {
        Codec = codec;
        _seed = seed;
        _inputs = inputs;
        _at = at;
        _ledger = ledger;
        _thread = new Thread(Run) { IsBackground = true, Name = codec.Name };
    }

    public FuzzCodec Codec { get; }

    public bool IsRunning => _thread.IsAlive;

    /// <summary>The input that is being read, and for how long.</summary>
    public (long Index, TimeSpan Elapsed) Current => (Volatile.Read(ref _index), TimeProvider.System.GetElapsedTime(Volatile.Read(ref _started)));

    public static FuzzTurn Start(FuzzCodec codec, int seed, long inputs, long? at, Ledger ledger)
    {
        var turn = new FuzzTurn(codec, seed, inputs, at, ledger);
        turn._thread.Start();
        return turn;
    }

    /// <summary>How to see an input again.</summary>
    public string Describe(long index)
    {
        var input = Mutator.Make(Codec, _seed, index);
        return string.Create(CultureInfo.InvariantCulture, $"fuzz --seed {_seed} --only {Codec.Name} --at {index}; {input.Length} bytes: {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, ShownBytes)))}");
    }

    private void Run()
    {
        var begun = TimeProvider.System.GetTimestamp();
        var (accepted, refused, most) = (0L, 0L, 0L);
        var first = _at is { } at ? at - (at % FuzzCodec.Batch) : 0;
        var last = _at ?? (_inputs - 1);
        for (var index = first; index <= last; index++)
        {
            if (index % FuzzCodec.Batch == 0)
            {
                Codec.Reset();
            }

            var input = Mutator.Make(Codec, _seed, index);
            Volatile.Write(ref _index, index);
            Volatile.Write(ref _started, TimeProvider.System.GetTimestamp());
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isAccepted = Take(input, index);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            (accepted, refused) = isAccepted is true ? (accepted + 1, refused) : (accepted, refused + 1);
            most = Math.Max(most, allocated);
            var bound = Codec.MaxBytes + ((long)Codec.MaxBytesPerByte * input.Length);
            if (isAccepted is not null && allocated > bound)
            {
                Fail("memory is bounded", index, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes allocated, {bound} allowed"));
            }
        }

        Volatile.Write(ref _started, TimeProvider.System.GetTimestamp());
        foreach (var (property, times) in Must.TakeSeen().Append(new("nothing but its own refusals", accepted + refused)).Append(new("memory is bounded", accepted + refused)))
        {
            if (!_failures.ContainsKey(property))
            {
                _ledger.Check(times > 0, $"{Codec.Name}: {property}");
            }
        }

        if (_at is null)
        {
            _ledger.Check(accepted > 0, $"{Codec.Name}: some inputs are accepted");
        }

        _ledger.Count("inputs", accepted + refused);
        _ledger.Count("inputs accepted", accepted);
        _ledger.Count("codecs");
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        _ledger.Say(string.Create(CultureInfo.InvariantCulture, $"{Codec.Name,-34}{accepted + refused,12:#,0}{accepted,12:#,0}{refused,12:#,0}{seconds,10:0.0}{most,14:#,0}"));
    }

    /// <summary>Null: it failed, and was told so.</summary>
    private bool? Take(byte[] input, long index)
    {
        try
        {
            return Codec.Feed(input);
        }
        catch (FuzzViolationException violation)
        {
            Fail(violation.Message, index, violation.Detail);
        }
        catch (Exception exception)
        {
            Fail("nothing but its own refusals", index, string.Join(Environment.NewLine, exception.ToString().Split(Environment.NewLine).Take(12)) + Environment.NewLine);
        }

        return null;
    }

    private void Fail(string property, long index, string detail)
    {
        var count = _failures.GetValueOrDefault(property);
        _failures[property] = count + 1;
        if (count < FailuresShown)
        {
            _ledger.Check(holds: false, $"{Codec.Name}: {property}", $"{detail} {Describe(index)}");
        }
    }
}
