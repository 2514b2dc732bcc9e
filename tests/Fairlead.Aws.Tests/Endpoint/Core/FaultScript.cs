namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>What goes wrong with a call. The family is closed.</summary>
internal abstract record CallFault
{
    // AWS SDKs and Tools Reference Guide, "Retry behavior": what is throttled was not looked at (D6).
    public static readonly CallFault Throttled = new Refused("ThrottlingException", "Rate exceeded", 400);

    public static readonly CallFault ServerError = new Refused("InternalFailure", "An internal error occurred", 500);

    // D1: JSON and Query services say ExpiredTokenException or ExpiredToken; clients have to know both.
    public static readonly CallFault Expired = new Refused("ExpiredTokenException", "The security token included in the request is expired",
        403);

    public static readonly CallFault CutBefore = new Cut(IsApplied: false);

    // D3: done, and nobody learns of it.
    public static readonly CallFault CutAfter = new Cut(IsApplied: true);

    // D14: IAM User Guide, "Troubleshoot access denied error messages".
    public static CallFault Denied(string action) => new Refused("AccessDeniedException",
        $"User is not authorized to perform: {action} because no identity-based policy allows the {action} action", 403);

    internal sealed record Refused(string Code, string Message, int Status) : CallFault;

    /// <summary>The answer comes later; with more than a minute no client is there any more.</summary>
    internal sealed record Late(TimeSpan By) : CallFault;

    /// <summary>The connection is reset.</summary>
    internal sealed record Cut(bool IsApplied) : CallFault;
}

/// <summary>Which calls go wrong, by their number.</summary>
internal sealed class FaultScript
{
    /// <summary>Counts all calls that change something.</summary>
    public const string AnyChange = "!";

    private static readonly string[] Reads = ["Describe", "Get", "List", "Head", "Filter", "BatchGet", "AssumeRole"];

    private readonly List<FaultLine> lines = [];

    public static bool IsChange(string operation) => !Reads.Any(r => operation.StartsWith(r, StringComparison.Ordinal));

    /// <param name="operation">
    /// Such as <c>UpdateService</c>; <c>*</c> counts all calls, <see cref="AnyChange"/> those that change something.
    /// </param>
    /// <param name="nth">From 1, counted from now.</param>
    /// <param name="times">How many calls in a row.</param>
    public void On(string operation, int nth, CallFault fault, int times = 1) => lines.Add(new FaultLine(operation, nth, times, fault));

    /// <summary>All calls from the n-th on.</summary>
    public void From(string operation, int nth, CallFault fault) => On(operation, nth, fault, int.MaxValue);

    public void Clear() => lines.Clear();

    /// <summary>Counts a call, and says what is wrong with it.</summary>
    public CallFault? Take(string operation)
    {
        CallFault? found = null;
        foreach (var line in lines.Where(l => l.Operation == "*" || l.Operation == operation
            || l.Operation == AnyChange && IsChange(operation)))
        {
            line.Seen++;
            found ??= line.Seen >= line.Nth && line.Seen - line.Nth < line.Times ? line.Fault : null;
        }

        return found;
    }

    private sealed class FaultLine(string operation, int nth, int times, CallFault fault)
    {
        public string Operation => operation;

        public int Nth => nth;

        public int Times => times;

        public CallFault Fault => fault;

        public int Seen { get; set; }
    }
}
