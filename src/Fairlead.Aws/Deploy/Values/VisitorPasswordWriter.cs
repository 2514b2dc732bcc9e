using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Values;

/// <summary>Writes the passwords of visitors where a content delivery network or a firewall finds them.</summary>
/// <param name="redactor">Learns what a password looks like on the way: AWS may repeat it.</param>
internal sealed class VisitorPasswordWriter(App app, SecretTexts texts, Redactor redactor)
{
    // Somebody else who changes a set at the same time ends before that.
    private const int MostTries = 5;

    private readonly List<EdgePassword> passwords = [.. VisitorPasswords.Stores(new StackScope(app))];

    /// <summary>The document that a store is filled with, before the stack is made that makes the store; nothing without a content delivery
    /// network.</summary>
    public async Task WriteSource(ArtifactStore store, string version, CancellationToken cancel)
    {
        var data = new JsonArray();
        foreach (var password in passwords.Where(p => p.IsOfCdn))
        {
            if (await texts.Resolve(password.Auth.Password, cancel) is { } text)
            {
                data.Add((JsonNode)new JsonObject
                {
                    ["key"] = password.Key, ["value"] = VisitorPasswords.Digest(password.Auth.User, text),
                });
            }
        }

        if (passwords.Exists(p => p.IsOfCdn))
        {
            await store.Put(VisitorPasswords.PathOf(app.Environment.Name, version),
                new JsonObject { ["data"] = data }.ToJsonString(), cancel);
        }
    }

    /// <summary>What each set of a firewall has to hold; one whose secret has no value lets nobody in.</summary>
    /// <exception cref="FailureException">One is too long for a firewall.</exception>
    public async Task<IReadOnlyList<(EdgePassword Password, string Pattern)>> Patterns(CancellationToken cancel)
    {
        var patterns = new List<(EdgePassword, string)>();
        foreach (var password in passwords.Where(p => !p.IsOfCdn))
        {
            var text = await texts.Resolve(password.Auth.Password, cancel);
            var pattern = text is null ? PatternSetStack.Nobody : VisitorPasswords.Pattern(password.Auth.User, text);
            if (pattern.Length > VisitorPasswords.LongestPattern)
            {
                throw Refused(password, "the firewall takes user and password of about 140 bytes together, and these are longer");
            }

            if (text is not null)
            {
                redactor.Learn(pattern);
                redactor.Learn(VisitorPasswords.Header(password.Auth.User, text).Split(' ')[1]);
            }

            patterns.Add((password, pattern));
        }

        return patterns;
    }

    /// <summary>Makes a set hold one pattern and nothing else; what is so already is not written.</summary>
    /// <param name="arn"><c>arn:…:regional/regexpatternset/NAME/ID</c> (Service Authorization Reference, AWS WAF V2).</param>
    public static async Task Write(WafClient waf, string arn, (EdgePassword Password, string Pattern) wanted, CancellationToken cancel)
    {
        var (name, id) = arn.Split('/') is [.., var n, var i] ? (n, i) : throw new FormatException($"{arn} is no set of patterns");
        for (var tries = 1; ; tries++)
        {
            var there = await waf.GetRegexPatternSet(new GetRegexPatternSetRequest(name, PatternSetStack.Regional, id), cancel);
            if (there.RegexPatternSet.RegularExpressionList is [{ RegexString: var held }] && held == wanted.Pattern)
            {
                return;
            }

            try
            {
                await waf.UpdateRegexPatternSet(new UpdateRegexPatternSetRequest(name, PatternSetStack.Regional, id,
                    there.RegexPatternSet.Description, [new WafRegex(wanted.Pattern)], there.LockToken), cancel);
                return;
            }
            catch (AmazonServiceException e) when (e.ErrorCode == "WAFOptimisticLockException" && tries < MostTries)
            {
                // Somebody was faster, or an answer was lost: it is looked at again.
            }
            catch (AmazonServiceException e) when (e.ErrorCode == "WAFInvalidParameterException")
            {
                // Its message repeats the pattern, which is the password.
                throw Refused(wanted.Password, "the firewall does not take it as a pattern (WAFInvalidParameterException)");
            }
        }
    }

    private static FailureException Refused(EdgePassword password, string why) => new(new Failure(
        $"{password.Key}: the password of visitors can not be written", why)
    {
        Place = password.Auth.Password.Span,
        Next = "set a shorter one, or ask at a content delivery network: edge: {cdn: true}",
    });
}
