namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>AWS does not do what it was asked.</summary>
internal sealed class AwsRefusal(string code, string message, int status = 400) : Exception(message)
{
    public string Code => code;

    public int Status => status;

    /// <summary>What a request says is not as the service has it.</summary>
    public static AwsRefusal Validation(string message) => new("ValidationException", message);
}
