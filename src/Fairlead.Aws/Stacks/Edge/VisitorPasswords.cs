using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>A password that is written after its stack is there, because no template may hold it.</summary>
/// <param name="Stack">The stack that makes the store.</param>
/// <param name="Store">The output that names the store: a key-value store of CloudFront, or a set of patterns of the firewall.</param>
/// <param name="Key">The key in a key-value store.</param>
internal sealed record EdgePassword(string Stack, string Store, string Key, BasicAuth Auth, bool IsOfCdn);

/// <summary>Where passwords of visitors go, and as what.</summary>
internal static class VisitorPasswords
{
    public const string Store = "PasswordKeyValueStoreArn";

    /// <summary>Parameters: the ARN of the object that a store is filled with, and what tells its passwords from others.</summary>
    public const string Source = "PasswordSource";
    public const string Version = "PasswordVersion";

    /// <summary>What a set of patterns holds until it holds a password: no header has such a character, so nobody is let in.</summary>
    public const string Nobody = @"^\x00$";

    public static IEnumerable<EdgePassword> Stores(StackScope scope)
    {
        foreach (var (key, auth) in VisitorAuth.Passwords(scope.App))
        {
            yield return scope.IsBehindCdn
                ? new EdgePassword(scope.CloudFrontStack, Store, key, auth, IsOfCdn: true)
                : new EdgePassword(scope.EnvironmentStack, LogicalId.For(LogicalIdPrefix.RegexPatternSet, key), key, auth, IsOfCdn: false);
        }
    }

    /// <summary>What the key-value store holds: who reads it learns no password.</summary>
    public static string Digest(string user, string password) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Header(user, password))));

    /// <summary>
    /// Tells the passwords of an app apart, without knowing them: by their texts, and the versions of the secrets in them.
    /// </summary>
    public static string VersionOf(App app, IReadOnlyDictionary<string, long> set) => Fingerprint.Compute(string.Join('\n',
        VisitorAuth.Passwords(app).Select(p => $"{p.Key}={p.Auth.User}:{p.Auth.Password}"
            + string.Concat(p.Auth.Password.Parts.OfType<SecretPart>().Select(s => $" {set.GetValueOrDefault(s.Name)}")))));

    /// <summary>Where the object lies that a store is filled with.</summary>
    public static string PathOf(string environment, string version) => $"{environment}/passwords/{version}.json";

    /// <summary>The pattern that only the right header matches. AWS takes at most 200 characters.</summary>
    public static string Pattern(string user, string password) => $"^{Regex.Escape(Header(user, password))}$";

    private static string Header(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
