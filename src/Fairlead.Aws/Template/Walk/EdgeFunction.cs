using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Asks visitors of the content delivery network for a password. The function knows which gate needs which key, and never a password.</summary>
internal static class EdgeFunction
{
    public const string Id = "AskPassword";

    public static void Add(Site site, Stack stack)
    {
        if (Gates.Passwords(site.App).Count == 0)
        {
            return;
        }

        var name = site.NameOf(NameRule.EdgeFunction, Gates.Edge);
        stack.Add(new Resource("PasswordStore", "AWS::CloudFront::KeyValueStore", Map(("Comment", $"Passwords of visitors of {site.App.Id}"), ("Name", name))) { Keep = Keep.Nothing, Cause = Site.EdgeOf(site.App, "auth") });
        stack.Add(new Resource(Id, "AWS::CloudFront::Function", Map(
            ("AutoPublish", true), ("FunctionCode", Code(site)),
            ("FunctionConfig", Map(("Comment", $"Asks visitors of {site.App.Id} for a password"), ("KeyValueStoreAssociations", List(Map(("KeyValueStoreARN", GetAtt("PasswordStore", "Arn"))))), ("Runtime", "cloudfront-js-2.0"))),
            ("Name", name))) { Cause = Site.EdgeOf(site.App, "auth") });
        stack.Add(new Output(Passwords.Store, GetAtt("PasswordStore", "Arn")));
    }

    public static string Code(Site site)
    {
        using var stream = typeof(EdgeFunction).Assembly.GetManifestResourceStream("ask-password.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("'{gates}'", Table(site), StringComparison.Ordinal).Replace("{edge}", Gates.Edge, StringComparison.Ordinal).Replace("{realm}", site.App.Name, StringComparison.Ordinal);
    }

    // What is on the way is JSON: nothing of the app file reads as code. A gate with a login is the load balancer's to close.
    private static string Table(Site site)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartArray();
            foreach (var gate in Gates.Of(site.App))
            {
                json.WriteStartArray();
                json.WriteStringValue(gate.Route.Host ?? "");
                json.WriteStringValue(gate.Route.Path);
                json.WriteStringValue(gate.Auth is Core.Model.BasicAuth ? gate.Key : "");
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
