using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// A JSON document in Secrets Manager. The stack makes it empty: a deploy puts its values in, beside those that people put in by hand, and an
/// update of the stack touches neither.
/// </summary>
internal static class ConfigStack
{
    public static Stack Make(Site site, Config config)
    {
        var stack = site.Begin(config.Name);
        stack.Add(new Resource("Document", "AWS::SecretsManager::Secret", Map(
            ("Description", $"{config.Name} of {site.App.Id}"), ("Name", KnownNames.Of(site, config)))) { Keep = config.Protect ? Keep.Retained : Keep.Nothing, Cause = config.Origin.Name });
        stack.Add(new Output("Name", KnownNames.Of(site, config)));
        stack.Add(new Output("Arn", Ref("Document")));
        return stack;
    }
}
