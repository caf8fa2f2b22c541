package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountTokenAuthenticator;
import dev.carafe.kubernetes.apiserver.authentication.TokenIssuer;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.time.InstantSource;
import java.util.Map;

/** Which resource is answered by which review. */
public final class Reviews {
    private Reviews() {}

    /** The creaters by {@code group/resource}, a subresource's by {@code group/resource/subresource}. */
    public static Map<String, Creater> creaters(
            Authorizer authorizer,
            RbacAuthorizer roles,
            ServiceAccountTokenAuthenticator tokens,
            TokenIssuer issuer,
            ObjectReader reader,
            FeatureGate features,
            InstantSource clock) {
        AccessReviews access = new AccessReviews(authorizer);
        IdentityReviews identity = new IdentityReviews(tokens, clock);
        return Map.of(
                "authorization.k8s.io/subjectaccessreviews", access::subject,
                "authorization.k8s.io/localsubjectaccessreviews", access::local,
                "authorization.k8s.io/selfsubjectaccessreviews", access::self,
                "authorization.k8s.io/selfsubjectrulesreviews", new RulesReviews(roles),
                "authentication.k8s.io/selfsubjectreviews", identity::self,
                "authentication.k8s.io/tokenreviews", identity::token,
                "/serviceaccounts/token", new ServiceAccountTokens(issuer, reader, authorizer, features));
    }
}
