package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.authentication.v1.SelfSubjectReview;
import dev.carafe.kubernetes.api.authentication.v1.SelfSubjectReviewStatus;
import dev.carafe.kubernetes.api.authentication.v1.TokenReview;
import dev.carafe.kubernetes.api.authentication.v1.TokenReviewStatus;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountTokenAuthenticator;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Who am I, and whose token is this (pkg/registry/authentication)? */
public final class IdentityReviews {
    private final ServiceAccountTokenAuthenticator tokens;
    private final InstantSource clock;

    public IdentityReviews(ServiceAccountTokenAuthenticator tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Answers who asks; what the review says of itself is dropped. */
    public Struct self(CreateRequest request) {
        return new SelfSubjectReview()
                .withApiVersion("authentication.k8s.io/v1")
                .withKind("SelfSubjectReview")
                .withMetadata(new ObjectMeta().withCreationTimestamp(clock.instant()))
                .withStatus(new SelfSubjectReviewStatus().withUserInfo(shown(request.user())))
                .struct();
    }

    /** Answers whose token the review holds. */
    public Struct token(CreateRequest request) {
        TokenReview review = new TokenReview(request.object());
        if (review.spec().token().isEmpty()) {
            throw StatusError.badRequest("token is required for TokenReview in authentication");
        }
        return review.withStatus(status(review)).struct();
    }

    private TokenReviewStatus status(TokenReview review) {
        try {
            Optional<ServiceAccountTokenAuthenticator.Verified> verified =
                    tokens.verify(review.spec().token(), review.spec().audiences());
            if (verified.isEmpty()) {
                return unknown();
            }
            UserInfo user = verified.get().user();
            List<String> groups = new ArrayList<>(user.groups());
            groups.add("system:authenticated");
            UserInfo known = new UserInfo(user.name(), user.uid(), groups, user.extra());
            return new TokenReviewStatus()
                    .withAuthenticated(true)
                    .withUser(shown(known))
                    .withAudiences(verified.get().audiences());
        } catch (StatusError e) {
            return unknown();
        }
    }

    /** Who holds such a token is nobody that upstream's authenticators know, and each of them says so. */
    private static TokenReviewStatus unknown() {
        return new TokenReviewStatus()
                .withUser(new dev.carafe.kubernetes.api.authentication.v1.UserInfo())
                .withError("invalid bearer token");
    }

    private static dev.carafe.kubernetes.api.authentication.v1.UserInfo shown(UserInfo user) {
        var shown = new dev.carafe.kubernetes.api.authentication.v1.UserInfo()
                .withUsername(user.name())
                .withGroups(user.groups());
        shown = user.uid().isEmpty() ? shown : shown.withUid(user.uid());
        return user.extra().isEmpty() ? shown : shown.withExtra(new TreeMap<>(user.extra()));
    }
}
