namespace Fairlead.Core.Model;

/// <summary>A resource that is already there: nothing is created for it, and only what is named here is known of it.</summary>
public sealed record Existing
{
    /// <summary>A secret that holds the URL.</summary>
    public ExistingSecret? Secret { get; init; }

    public Text? Host { get; init; }

    public int? Port { get; init; }

    /// <summary>The name of the database or bucket, or the id of the file system.</summary>
    public Text? Name { get; init; }

    public Text? User { get; init; }

    public Text? Password { get; init; }

    /// <summary>The security group to open for those that link to it.</summary>
    public Text? SecurityGroup { get; init; }

    private bool KnowsAll => Host is not null && Name is not null && User is not null && Password is not null;

    /// <summary>Whether an attribute is known.</summary>
    public bool Gives(Kind kind, Attribute attribute) => (kind, attribute) switch
    {
        (Kind.Postgres, Attribute.Url) => Secret is not null || KnowsAll,
        (Kind.Postgres, Attribute.Json) => KnowsAll,
        (Kind.Redis, Attribute.Url) => Secret is not null || Host is not null,
        (_, Attribute.Name) => Name is not null,
        (_, Attribute.User) => User is not null,
        (_, Attribute.Password) => Password is not null,
        (_, Attribute.Url or Attribute.Host or Attribute.Port) => Host is not null,
        (_, Attribute.Key) => false,
        _ => true,
    };
}
