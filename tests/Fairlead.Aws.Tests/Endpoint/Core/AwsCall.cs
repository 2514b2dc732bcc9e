using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>Who signs: a user or a role, by keys that the endpoint knows.</summary>
internal sealed record AwsCaller(string AccessKeyId, string SecretKey, string? SessionToken, string Arn)
{
    public DateTimeOffset? Expires { get; init; }

    public string Account => Arn.Split(':')[4];
}

/// <summary>One request, read.</summary>
/// <param name="Service">As the signature names it.</param>
/// <param name="Input">Its members under AWS's names; of EC2, STS and RDS, which have no model here, the form as it is.</param>
internal sealed record AwsCall(WireRequest Request, AwsCaller Caller, string Service, string Operation, JsonObject Input)
{
    public ApiOperation? Model { get; init; }

    public string? Text(string name) => Input[name]?.GetValue<string>();

    public string Need(string name) => Text(name) ?? throw AwsRefusal.Validation($"{Operation} needs {name}");

    public bool? Flag(string name) => Input[name]?.GetValue<bool>();

    public int? Number(string name) => Input[name] is JsonValue value ? (int)value.GetValue<double>() : null;

    public IEnumerable<JsonNode> List(string name) => Input[name]?.AsArray().Select(n => n!) ?? [];

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(n => n.GetValue<string>())];

    /// <summary>A list of pairs, as Query services and others write tags and parameters.</summary>
    public Dictionary<string, string> Pairs(string name, string key, string value) =>
        List(name).ToDictionary(p => p[key]!.GetValue<string>(), p => p[value]?.GetValue<string>() ?? "");
}

/// <summary>What is answered: members under AWS's names, which the protocol then writes.</summary>
internal abstract record AwsAnswer
{
    public static implicit operator AwsAnswer(JsonObject members) => new MembersAnswer(members);
}

internal sealed record MembersAnswer(JsonObject Members) : AwsAnswer;

/// <summary>Bytes as they are, as S3 answers.</summary>
internal sealed record PlainAnswer(int Status, byte[] Body) : AwsAnswer
{
    public Dictionary<string, string> Headers { get; init; } = [];
}

/// <summary>Which operation of which service is answered by what.</summary>
internal sealed class AwsRoutes
{
    private readonly Dictionary<(string Service, string Operation), Func<AwsCall, AwsAnswer>> routes = [];

    /// <param name="service">As signatures name it.</param>
    public AwsRoutes Add(string service, string operation, Func<AwsCall, AwsAnswer> answer)
    {
        routes.Add((service, operation), answer);
        return this;
    }

    public Func<AwsCall, AwsAnswer>? Find(string service, string operation) => routes.GetValueOrDefault((service, operation));
}

/// <summary>A part of AWS that answers operations.</summary>
internal interface IAwsPart
{
    void Register(AwsRoutes routes);
}
