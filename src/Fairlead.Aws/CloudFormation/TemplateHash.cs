using System.Security.Cryptography;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Tells templates apart: a stack carries it as a tag, so that an unchanged one is not asked about.</summary>
internal static class TemplateHash
{
    /// <param name="template">In its canonical form: same content, same bytes.</param>
    public static string Compute(byte[] template) => Convert.ToHexStringLower(SHA256.HashData(template))[..32];
}
