using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>Logins of visitors: a pool of users that only its list lets in, and the load balancer as its client.</summary>
internal static class CognitoLogin
{
    private const string ComesBackTo = "/oauth2/idpresponse";

    // What AWS keeps out of names of domains.
    private static readonly string[] Reserved = ["amazon", "aws", "cognito"];

    public static void Add(StackScope scope, Stack stack)
    {
        foreach (var (key, auth) in VisitorAuth.Logins(scope.App))
        {
            var pool = LogicalId.For(LogicalIdPrefix.UserPool, key);
            var cause = key == VisitorAuth.Edge ? StackScope.EdgePlace(scope.App, "auth") : scope.App.Services[key].Origin.PlaceOf("auth");
            AddPool(scope, stack, key, cause);
            foreach (var user in auth.Users)
            {
                var address = user.ToLowerInvariant();
                var id = LogicalIdPrefix.CognitoUser + Fingerprint.Compute(key + "/" + address);
                if (stack.Find(id) is null)
                {
                    stack.Add(new StackResource(id, "AWS::Cognito::UserPoolUser", Map(
                        ("DesiredDeliveryMediums", List("EMAIL")),
                        ("UserAttributes",
                            List(Map(("Name", "email"), ("Value", address)), Map(("Name", "email_verified"), ("Value", "true")))),
                        ("UserPoolId", Ref(pool)), ("Username", address))) { Cause = cause });
                }
            }
        }
    }

    /// <summary>The actions of a service's rule: where it asks for a login, that comes before anything is let through.</summary>
    public static ListValue Before(App app, Service service, MapValue forward) =>
        VisitorAuth.ForService(app, service) is { Auth: CognitoAuth, Key: var key } ? List(Action(key), forward.With(("Order", 2)))
        : List(forward);

    private static MapValue Action(string key) => Map(
        ("AuthenticateCognitoConfig", Map(
            ("OnUnauthenticatedRequest", "authenticate"), ("Scope", "openid"),
            ("UserPoolArn", GetAtt(LogicalId.For(LogicalIdPrefix.UserPool, key), "Arn")),
            ("UserPoolClientId", Ref(LogicalId.For(LogicalIdPrefix.AppClient, key))),
            ("UserPoolDomain", Ref(LogicalId.For(LogicalIdPrefix.CognitoDomain, key))))),
        ("Order", 1), ("Type", "authenticate-cognito"));

    private static void AddPool(StackScope scope, Stack stack, string key, Span cause)
    {
        var (pool, hosts) = (LogicalId.For(LogicalIdPrefix.UserPool, key), Hosts(scope, key));
        stack.Add(new StackResource(pool, "AWS::Cognito::UserPool", Map(
            ("AccountRecoverySetting", Map(("RecoveryMechanisms", List(Map(("Name", "verified_email"), ("Priority", 1)))))),
            ("AdminCreateUserConfig", Map(("AllowAdminCreateUserOnly", true), ("InviteMessageTemplate", Invitation(scope, hosts)))),
            ("AutoVerifiedAttributes", List("email")),
                ("DeletionProtection", scope.IsDev ? "INACTIVE" : StackScope.Protected(stack, "ACTIVE", "INACTIVE")),
            ("EnabledMfas", List("SOFTWARE_TOKEN_MFA")), ("MfaConfiguration", scope.IsStrict ? "ON" : "OPTIONAL"),
            ("Policies", Map(("PasswordPolicy", Map(
                ("MinimumLength", 12), ("RequireLowercase", true), ("RequireNumbers", true), ("RequireSymbols", true),
                ("RequireUppercase", true), ("TemporaryPasswordValidityDays", 7))))),
            ("UserPoolAddOns", scope.IsStrict ? Map(
                ("AdvancedSecurityMode", "ENFORCED")) : null), ("UserPoolTier", scope.IsStrict ? "PLUS" : "ESSENTIALS"),
            ("UsernameAttributes", List("email")), ("UsernameConfiguration", Map(
                ("CaseSensitive", false))))) { DeletionPolicy = DeletionPolicy.Retain, Cause = cause });
        stack.Add(new StackResource(LogicalId.For(LogicalIdPrefix.CognitoDomain, key), "AWS::Cognito::UserPoolDomain", Map(
            ("Domain", Domain(scope, key)), ("UserPoolId", Ref(pool)))) { Cause = cause });
        stack.Add(new StackResource(LogicalId.For(LogicalIdPrefix.AppClient, key), "AWS::Cognito::UserPoolClient", Map(
            ("AllowedOAuthFlows", List("code")), ("AllowedOAuthFlowsUserPoolClient", true), ("AllowedOAuthScopes", List("openid")),
            ("CallbackURLs", Value.Texts([.. hosts.Select(h => $"https://{h}{ComesBackTo}")])), ("GenerateSecret", true),
            ("PreventUserExistenceErrors", "ENABLED"),
            ("SupportedIdentityProviders", List("COGNITO")), ("UserPoolId", Ref(pool)))) { Cause = cause });
    }

    private static MapValue Invitation(StackScope scope, IReadOnlyList<string> hosts) => Map(
        ("EmailMessage",
            $"You may now use {scope.App.Name}: https://{hosts[0]}/<br>Your name is {{username}} and your first password is {{####}}"),
            ("EmailSubject", $"Your login for {scope.App.Name}"));

    // The reader of the file wants a domain where there is a login.
    private static IReadOnlyList<string> Hosts(StackScope scope, string key) =>
        [.. VisitorAuth.Routes(scope.App).Where(g => g.Key == key && g.Auth is CognitoAuth)
        .Select(g => g.Route.Host ?? scope.App.Environment.Domain).OfType<string>().Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)];

    // One name for all customers of a region: the account makes it ours.
    private static Value Domain(StackScope scope, string key)
    {
        var name =
            key == VisitorAuth.Edge ? PhysicalName.For(NameRule.LoginDomain, scope.App.Name, scope.App.Environment.Name)
            : scope.NameOf(NameRule.LoginDomain, key);
        return Concat(Array.Exists(Reserved, r => name.Contains(r, StringComparison.Ordinal)) ? $"login-{Fingerprint.Compute(name)}" : name,
            "-", Account);
    }
}
