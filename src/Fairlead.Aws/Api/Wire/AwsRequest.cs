namespace Fairlead.Aws.Api.Wire;

/// <summary>One call before it is signed.</summary>
/// <param name="Operation">AWS's name of it, which IAM's action mostly has too.</param>
internal sealed record AwsRequest(AwsService Service, string Operation, HttpMethod Method)
{
    public string Path { get; init; } = "/";

    /// <summary>Names and values, not encoded.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public byte[] Body { get; init; } = [];

    /// <summary>Made twice it does what it does once: it reads, or says what is to be, or carries a token by which AWS knows it
    /// again.</summary>
    public bool IsRepeatable { get; init; } = true;
}
