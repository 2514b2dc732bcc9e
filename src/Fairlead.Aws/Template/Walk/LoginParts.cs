using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Logins of visitors: a pool of users that only its list lets in, and the load balancer as its client.</summary>
internal static class LoginParts
{
    private const string ComesBackTo = "/oauth2/idpresponse";

    // What AWS keeps out of names of domains.
    private static readonly string[] Reserved = ["amazon", "aws", "cognito"];

    public static void Add(Site site, Stack stack)
    {
        foreach (var (key, auth) in Gates.Logins(site.App))
        {
            var pool = LogicalId.Of(Kinds.Pool, key);
            var cause = key == Gates.Edge ? Site.EdgeOf(site.App, "auth") : site.App.Services[key].Origin.PlaceOf("auth");
            AddPool(site, stack, key, cause);
            foreach (var user in auth.Users)
            {
                var address = user.ToLowerInvariant();
                var id = Kinds.Member + Fingerprint.Of(key + "/" + address);
                if (stack.Find(id) is null)
                {
                    stack.Add(new Resource(id, "AWS::Cognito::UserPoolUser", Map(
                        ("DesiredDeliveryMediums", List("EMAIL")), ("UserAttributes", List(Map(("Name", "email"), ("Value", address)), Map(("Name", "email_verified"), ("Value", "true")))),
                        ("UserPoolId", Ref(pool)), ("Username", address))) { Cause = cause });
                }
            }
        }
    }

    /// <summary>The actions of a service's rule: where it asks for a login, that comes before anything is let through.</summary>
    public static ListValue Before(App app, Service service, MapValue forward) =>
        Gates.Of(app, service) is { Auth: CognitoAuth, Key: var key } ? List(Action(key), forward.With(("Order", 2))) : List(forward);

    private static MapValue Action(string key) => Map(
        ("AuthenticateCognitoConfig", Map(
            ("OnUnauthenticatedRequest", "authenticate"), ("Scope", "openid"), ("UserPoolArn", GetAtt(LogicalId.Of(Kinds.Pool, key), "Arn")),
            ("UserPoolClientId", Ref(LogicalId.Of(Kinds.Client, key))), ("UserPoolDomain", Ref(LogicalId.Of(Kinds.Login, key))))),
        ("Order", 1), ("Type", "authenticate-cognito"));

    private static void AddPool(Site site, Stack stack, string key, Core.Sources.Span cause)
    {
        var (pool, hosts) = (LogicalId.Of(Kinds.Pool, key), Hosts(site, key));
        stack.Add(new Resource(pool, "AWS::Cognito::UserPool", Map(
            ("AccountRecoverySetting", Map(("RecoveryMechanisms", List(Map(("Name", "verified_email"), ("Priority", 1)))))),
            ("AdminCreateUserConfig", Map(("AllowAdminCreateUserOnly", true), ("InviteMessageTemplate", Invitation(site, hosts)))),
            ("AutoVerifiedAttributes", List("email")), ("DeletionProtection", site.IsDev ? "INACTIVE" : "ACTIVE"),
            ("EnabledMfas", List("SOFTWARE_TOKEN_MFA")), ("MfaConfiguration", site.IsStrict ? "ON" : "OPTIONAL"),
            ("Policies", Map(("PasswordPolicy", Map(
                ("MinimumLength", 12), ("RequireLowercase", true), ("RequireNumbers", true), ("RequireSymbols", true), ("RequireUppercase", true), ("TemporaryPasswordValidityDays", 7))))),
            ("UserPoolAddOns", site.IsStrict ? Map(("AdvancedSecurityMode", "ENFORCED")) : null), ("UserPoolTier", site.IsStrict ? "PLUS" : "ESSENTIALS"),
            ("UsernameAttributes", List("email")), ("UsernameConfiguration", Map(("CaseSensitive", false))))) { Keep = Keep.Retained, Cause = cause });
        stack.Add(new Resource(LogicalId.Of(Kinds.Login, key), "AWS::Cognito::UserPoolDomain", Map(("Domain", Domain(site, key)), ("UserPoolId", Ref(pool)))) { Cause = cause });
        stack.Add(new Resource(LogicalId.Of(Kinds.Client, key), "AWS::Cognito::UserPoolClient", Map(
            ("AllowedOAuthFlows", List("code")), ("AllowedOAuthFlowsUserPoolClient", true), ("AllowedOAuthScopes", List("openid")),
            ("CallbackURLs", Value.Texts([.. hosts.Select(h => $"https://{h}{ComesBackTo}")])), ("GenerateSecret", true), ("PreventUserExistenceErrors", "ENABLED"),
            ("SupportedIdentityProviders", List("COGNITO")), ("UserPoolId", Ref(pool)))) { Cause = cause });
    }

    private static MapValue Invitation(Site site, IReadOnlyList<string> hosts) => Map(
        ("EmailMessage", $"You may now use {site.App.Name}: https://{hosts[0]}/<br>Your name is {{username}} and your first password is {{####}}"), ("EmailSubject", $"Your login for {site.App.Name}"));

    // The reader of the file wants a domain where there is a login.
    private static IReadOnlyList<string> Hosts(Site site, string key) =>
        [.. Gates.Of(site.App).Where(g => g.Key == key && g.Auth is CognitoAuth).Select(g => g.Route.Host ?? site.App.Environment.Domain).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // One name for all customers of a region: the account makes it ours.
    private static Value Domain(Site site, string key)
    {
        var name = key == Gates.Edge ? Names.Of(NameRule.LoginDomain, site.App.Name, site.App.Environment.Name) : site.NameOf(NameRule.LoginDomain, key);
        return Concat(Array.Exists(Reserved, r => name.Contains(r, StringComparison.Ordinal)) ? $"login-{Fingerprint.Of(name)}" : name, "-", Account);
    }
}
