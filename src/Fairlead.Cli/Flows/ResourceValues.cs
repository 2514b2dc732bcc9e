using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Cli.Flows;

/// <summary>What <c>${db.url}</c> and its like stand for in an environment, for whoever may know.</summary>
internal static class ResourceValues
{
    /// <summary>Null where the name is not that of something of a resource.</summary>
    /// <exception cref="FailureException">Nobody knows it yet.</exception>
    public static async Task<string?> Find(Session session, string name, CancellationToken cancel)
    {
        if (name.Split('.', 2) is not [var target, var attribute])
        {
            return null;
        }

        var app = await Recorded.AppAtHand(session, cancel);
        if (app.Resources.Find(target) is not { } resource
            || Attributes.ForKind(resource.Kind).Where(a => Attributes.NameOf(a) == attribute).Cast<Attribute?>().FirstOrDefault()
                is not { } wanted)
        {
            return null;
        }

        return await session.Target.FindValue(app, new AttributePart(target, resource.Kind, wanted, resource.Origin.Name), cancel)
            ?? throw new FailureException($"{name} has no value yet", $"{session.Environment} has nothing of '{target}' that gives it",
                "fairlead deploy");
    }
}
