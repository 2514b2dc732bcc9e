using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// Asks visitors of the content delivery network for a password. The function knows which gate needs which key, and never a password.
/// </summary>
internal static class PasswordFunction
{
    public const string Id = "PasswordFunction";

    public static void Add(StackScope scope, Stack stack)
    {
        if (VisitorAuth.Passwords(scope.App).Count == 0)
        {
            return;
        }

        var name = scope.NameOf(NameRule.EdgeFunction, VisitorAuth.Edge);
        stack.Add(new StackResource("PasswordKeyValueStore", "AWS::CloudFront::KeyValueStore", Map(
            ("Comment", $"Passwords of visitors of {scope.App.Id}"),
            // Other passwords are another store: what a store is filled with when it is made is never looked at again.
            ("ImportSource", Map(
                ("SourceArn", StackScope.Parameter(stack, VisitorPasswords.Source)), ("SourceType", "S3"))),
            ("Name", Concat(
                PhysicalName.For(NameRule.EdgeStore, scope.App.Name, scope.App.Environment.Name, VisitorAuth.Edge), "-",
                StackScope.Parameter(stack, VisitorPasswords.Version))))) { DeletionPolicy = DeletionPolicy.Delete, Cause =
                    StackScope.EdgePlace(scope.App, "auth") });
        stack.Add(new StackResource(Id, "AWS::CloudFront::Function", Map(
            ("AutoPublish", true), ("FunctionCode", Code(scope)),
            ("FunctionConfig",
                Map(
                    ("Comment", $"Asks visitors of {scope.App.Id} for a password"),
                    ("KeyValueStoreAssociations", List(Map(("KeyValueStoreARN", GetAtt("PasswordKeyValueStore", "Arn"))))),
                    ("Runtime", "cloudfront-js-2.0"))),
            ("Name", name))) { Cause = StackScope.EdgePlace(scope.App, "auth") });
    }

    public static string Code(StackScope scope)
    {
        using var stream = typeof(PasswordFunction).Assembly.GetManifestResourceStream("ask-password.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("'{gates}'", Table(scope), StringComparison.Ordinal)
            .Replace("{edge}", VisitorAuth.Edge, StringComparison.Ordinal).Replace("{realm}", scope.App.Name, StringComparison.Ordinal);
    }

    // What is on the way is JSON: nothing of the app file reads as code. A gate with a login is the load balancer's to close.
    private static string Table(StackScope scope)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            foreach (var gate in VisitorAuth.Routes(scope.App))
            {
                json.WriteStartArray();
                json.WriteStringValue(gate.Route.Host ?? "");
                json.WriteStringValue(gate.Route.Path);
                json.WriteStringValue(gate.Auth is BasicAuth ? gate.Key : "");
                json.WriteStartArray();
                foreach (var page in gate.Pages)
                {
                    json.WriteStringValue(page);
                }

                json.WriteEndArray();
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
