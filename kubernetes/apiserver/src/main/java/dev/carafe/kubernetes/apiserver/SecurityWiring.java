package dev.carafe.kubernetes.apiserver;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apiserver.authentication.Authenticator;
import dev.carafe.kubernetes.apiserver.authentication.AuthenticatorChain;
import dev.carafe.kubernetes.apiserver.authentication.OpenIdDocuments;
import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountKeys;
import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountTokenAuthenticator;
import dev.carafe.kubernetes.apiserver.authentication.TokenConfig;
import dev.carafe.kubernetes.apiserver.authentication.TokenIssuer;
import dev.carafe.kubernetes.apiserver.authentication.X509Authenticator;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.AuthorizerChain;
import dev.carafe.kubernetes.apiserver.authorization.NodeAuthorizer;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.chain.NonResources.Page;
import dev.carafe.kubernetes.apiserver.endpoints.Responder;
import dev.carafe.kubernetes.apiserver.metrics.AccessMetrics;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import dev.carafe.kubernetes.apiserver.reviews.Reviews;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Joins who may ask with what is stored: authentication, authorization, and the reviews that answer about both. */
final class SecurityWiring {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private final Authenticator authenticator;
    private final RbacAuthorizer roles;
    private final Authorizer authorizer;
    private final Map<String, Creater> reviews;
    private final OpenIdDocuments openId;

    SecurityWiring(ApiServerConfig config, ResourceWiring resources, AccessMetrics metrics, InstantSource clock)
            throws IOException {
        StoredObjects objects = resources.objects();
        ServiceAccountOptions accounts = config.serviceAccounts();
        ServiceAccountKeys keys = ServiceAccountKeyFile.read(accounts.signingKeyFile(), accounts.keyFiles());
        TokenConfig tokenConfig =
                new TokenConfig(accounts.issuers(), accounts.apiAudiences(), accounts.extendTokenExpiration());
        ServiceAccountTokenAuthenticator tokens =
                new ServiceAccountTokenAuthenticator(tokenConfig, keys, objects, objects, clock, metrics.tokens());
        X509Authenticator certificates = new X509Authenticator(
                metrics.certificateExpiration(),
                clock,
                config.options().features().isEnabled("AllowParsingUserUIDFromCertAuth"));
        authenticator = new AuthenticatorChain(List.of(certificates, tokens), config.anonymousAuth());
        roles = new RbacAuthorizer(objects, () -> roleChanges(resources));
        authorizer = new AuthorizerChain(authorizers(config, objects, roles));
        reviews = Reviews.creaters(
                authorizer,
                roles,
                tokens,
                new TokenIssuer(tokenConfig, keys, objects, clock),
                objects,
                config.options().features(),
                clock);
        openId = new OpenIdDocuments(tokenConfig, keys);
    }

    private static List<Authorizer> authorizers(ApiServerConfig config, StoredObjects objects, RbacAuthorizer roles) {
        List<Authorizer> authorizers = new ArrayList<>();
        for (String mode : config.authorizationModes()) {
            authorizers.add(
                    switch (mode) {
                        case "Node" -> new NodeAuthorizer(objects, roles);
                        case "RBAC" -> roles;
                        case "AlwaysAllow" -> _ -> new Authorizer.Decision(Authorizer.Verdict.ALLOW, "");
                        case "AlwaysDeny" ->
                            _ -> new Authorizer.Decision(Authorizer.Verdict.NO_OPINION, "Everything is forbidden.");
                        default -> throw new IllegalArgumentException("unknown authorization mode " + mode);
                    });
        }
        return authorizers;
    }

    /** Changes whenever a role or binding does. */
    private static long roleChanges(ResourceWiring resources) {
        return resources.prime(RBAC, "clusterroles").lastChange()
                + resources.prime(RBAC, "clusterrolebindings").lastChange()
                + resources.prime(RBAC, "roles").lastChange()
                + resources.prime(RBAC, "rolebindings").lastChange();
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Authorizer authorizer() {
        return authorizer;
    }

    /** The roles themselves, for whoever grants them. */
    RbacAuthorizer roles() {
        return roles;
    }

    /** What answers reviews and requests for tokens. */
    Map<String, Creater> reviews() {
        return reviews;
    }

    /** The documents by which others check service account tokens. */
    Map<String, Page> pages() {
        return Map.of(
                "/.well-known/openid-configuration",
                exchange -> Responder.tree(exchange, 200, openId.configuration()),
                OpenIdDocuments.JWKS_PATH,
                this::writeKeys);
    }

    private void writeKeys(HttpExchange exchange) throws IOException {
        String accept = exchange.header("Accept");
        boolean taken = accept.isBlank()
                || MediaType.parseAccept(accept).stream()
                        .anyMatch(type -> type.includes(OpenIdDocuments.JWKS_MEDIA_TYPE));
        if (!taken) {
            throw StatusError.noRepresentation(List.of(OpenIdDocuments.JWKS_MEDIA_TYPE));
        }
        exchange.setHeader("Cache-Control", "public, max-age=3600");
        exchange.reply(200, OpenIdDocuments.JWKS_MEDIA_TYPE, Json.encode(openId.keySet()));
    }
}
