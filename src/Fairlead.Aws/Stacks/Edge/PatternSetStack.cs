using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// The set of patterns that a firewall knows a password by, in a stack of its own. A template can not hold the pattern, so the deploy
/// writes it into the set; and a stack whose tags change, as ours do with each change of a template, has CloudFormation update all in it
/// that carries tags, back to what the template says (aws-cloudformation/cloudformation-coverage-roadmap, issue 538): nobody would be let
/// in. This template holds nothing that changes with the app.
/// </summary>
internal static class PatternSetStack
{
    /// <summary>The set's ARN.</summary>
    public const string Output = "Arn";

    /// <summary>The scope of what stands before a load balancer.</summary>
    public const string Regional = "REGIONAL";

    /// <summary>What a set holds until it holds a password: no header has such a character, so nobody is let in.</summary>
    public const string Nobody = @"^\x00$";

    private const string Id = "RegexPatternSet";

    // Names of extras begin with one hyphen behind the x, and no other name does.
    private const string Prefix = "x--password-";

    /// <summary>What stands behind app and environment in the name of the stack.</summary>
    /// <param name="key">Of the password: <c>edge</c>, or a service.</param>
    public static string NameFor(string key) => Prefix + key;

    /// <summary>Whether a stack's name, without app and environment, is that of one of these.</summary>
    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static Stack Make(StackScope scope, string key)
    {
        var stack = scope.NewStack(NameFor(key));
        stack.Add(new StackResource(Id, "AWS::WAFv2::RegexPatternSet", Map(
            ("RegularExpressionList", List(Nobody)), ("Scope", Regional)))
        {
            Cause = PlaceOf(scope.App, key),
        });
        stack.Add(new StackOutput(Output, GetAtt(Id, "Arn")));
        return stack;
    }

    /// <summary>The set of a password, in the firewall's stack.</summary>
    public static Value ImportArn(StackScope scope, Stack stack, string key) => StackScope.ImportOutput(
        stack, LogicalId.For(LogicalIdPrefix.RegexPatternSet, key), scope.StackNameOf(NameFor(key)), Output);

    /// <summary>The line that asks for a password.</summary>
    public static Span PlaceOf(App app, string key) =>
        app.Services.Find(key)?.Origin.PlaceOf("auth") ?? StackScope.EdgePlace(app, "auth");
}
