using System.Security.Cryptography;
using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>A password that the deploy writes, because no template may hold it.</summary>
/// <param name="Stack">The stack that makes what it is written to.</param>
/// <param name="Key">Whose password it is: <c>edge</c>, or a service.</param>
/// <param name="IsOfCdn">It goes into a key-value store of CloudFront, and else into a set of patterns of the firewall.</param>
internal sealed record EdgePassword(string Stack, string Key, BasicAuth Auth, bool IsOfCdn);

/// <summary>Where passwords of visitors go, and as what.</summary>
internal static class VisitorPasswords
{
    /// <summary>Parameters: the ARN of the object that a store is filled with, and what tells its passwords from others.</summary>
    public const string Source = "PasswordSource";
    public const string Version = "PasswordVersion";

    /// <summary>In characters: "Maximum number of characters in each regex pattern: 200" (AWS WAF developer guide, "AWS WAF
    /// quotas").</summary>
    public const int LongestPattern = 200;

    public static IEnumerable<EdgePassword> Stores(StackScope scope)
    {
        foreach (var (key, auth) in VisitorAuth.Passwords(scope.App))
        {
            yield return scope.IsBehindCdn
                ? new EdgePassword(scope.CloudFrontStack, key, auth, IsOfCdn: true)
                : new EdgePassword(scope.StackNameOf(PatternSetStack.NameFor(key)), key, auth, IsOfCdn: false);
        }
    }

    /// <summary>What the key-value store holds: who reads it learns no password.</summary>
    public static string Digest(string user, string password) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Header(user, password))));

    /// <summary>
    /// Tells the passwords of an app apart, without knowing them: by their texts, and the versions of the secrets in them.
    /// </summary>
    public static string VersionOf(App app, IReadOnlyDictionary<string, long> set) => Fingerprint.Compute(string.Join('\n',
        VisitorAuth.Passwords(app).Select(p => Describe(p.Key, p.Auth, set))));

    /// <summary>The same of each password that is written to a firewall, by its key.</summary>
    public static IReadOnlyDictionary<string, string> PatternVersions(App app, IReadOnlyDictionary<string, long> set) =>
        Stores(new StackScope(app)).Where(p => !p.IsOfCdn)
        .ToDictionary(p => p.Key, p => Fingerprint.Compute(Describe(p.Key, p.Auth, set)), StringComparer.Ordinal);

    /// <summary>Where the object lies that a store is filled with.</summary>
    public static string PathOf(string environment, string version) => $"{environment}/passwords/{version}.json";

    /// <summary>The pattern that only the right header matches. Of Base64's characters only the plus means something in it.</summary>
    public static string Pattern(string user, string password) =>
        $"^{Header(user, password).Replace("+", @"\+", StringComparison.Ordinal)}$";

    /// <summary>As a browser sends it.</summary>
    public static string Header(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static string Describe(string key, BasicAuth auth, IReadOnlyDictionary<string, long> set) =>
        $"{key}={auth.User}:{auth.Password}"
        + string.Concat(auth.Password.Parts.OfType<SecretPart>().Select(s => $" {set.GetValueOrDefault(s.Name)}"));
}
