package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.authorization.v1.NonResourceAttributes;
import dev.carafe.kubernetes.api.authorization.v1.ResourceAttributes;
import dev.carafe.kubernetes.api.authorization.v1.SelfSubjectAccessReview;
import dev.carafe.kubernetes.api.authorization.v1.SubjectAccessReview;
import dev.carafe.kubernetes.api.authorization.v1.SubjectAccessReviewSpec;
import dev.carafe.kubernetes.api.authorization.v1.SubjectAccessReviewStatus;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Decision;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Verdict;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import java.util.ArrayList;
import java.util.List;

/** May this user do that (pkg/registry/authorization)? */
public final class AccessReviews {
    private static final String GROUP = "authorization.k8s.io";
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final Authorizer authorizer;

    public AccessReviews(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Answers about any user. */
    public Struct subject(CreateRequest request) {
        SubjectAccessReview review = new SubjectAccessReview(request.object());
        return answered(review, "SubjectAccessReview", review.spec()).struct();
    }

    /** Answers about any user in one namespace. */
    public Struct local(CreateRequest request) {
        SubjectAccessReview review = new SubjectAccessReview(request.object());
        SubjectAccessReviewSpec spec = review.spec();
        List<FieldError> errors = new ArrayList<>();
        if (!spec.resourceAttributes().namespace().equals(request.namespace())) {
            errors.add(FieldError.invalid(
                    SPEC.child("resourceAttributes").child("namespace"),
                    spec.resourceAttributes().namespace(),
                    "must match metadata.namespace"));
        }
        if (spec.hasNonResourceAttributes()) {
            errors.add(FieldError.invalid(
                    SPEC.child("nonResourceAttributes"),
                    spec.nonResourceAttributes().struct(),
                    "disallowed on this kind of request"));
        }
        refuse("LocalSubjectAccessReview", errors);
        return answered(review, "LocalSubjectAccessReview", spec).struct();
    }

    /** Answers about the one who asks. */
    public Struct self(CreateRequest request) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReview(request.object());
        var asked = review.spec();
        checkOne("SelfSubjectAccessReview", asked.hasResourceAttributes(), asked.hasNonResourceAttributes());
        Attributes attributes = asked.hasResourceAttributes()
                ? resource(request.user(), asked.resourceAttributes())
                : path(request.user(), asked.nonResourceAttributes());
        return review.withStatus(status(attributes)).struct();
    }

    private SubjectAccessReview answered(SubjectAccessReview review, String kind, SubjectAccessReviewSpec spec) {
        checkOne(kind, spec.hasResourceAttributes(), spec.hasNonResourceAttributes());
        if (spec.user().isEmpty() && spec.groups().isEmpty()) {
            refuse(
                    kind,
                    List.of(FieldError.required(
                            SPEC.child("user"), "at least one of user or group must be specified")));
        }
        UserInfo user = new UserInfo(spec.user(), spec.uid(), spec.groups(), spec.extra());
        Attributes attributes = spec.hasResourceAttributes()
                ? resource(user, spec.resourceAttributes())
                : path(user, spec.nonResourceAttributes());
        return review.withStatus(status(attributes));
    }

    private static void checkOne(String kind, boolean resource, boolean path) {
        if (resource && path) {
            refuse(
                    kind,
                    List.of(FieldError.invalid(
                            SPEC.child("nonResourceAttributes"),
                            Struct.EMPTY,
                            "cannot be specified in combination with resourceAttributes")));
        }
        if (!resource && !path) {
            refuse(
                    kind,
                    List.of(FieldError.invalid(
                            SPEC.child("resourceAttributes"),
                            Struct.EMPTY,
                            "exactly one of nonResourceAttributes or resourceAttributes must be specified")));
        }
    }

    private static void refuse(String kind, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusError.invalid(new GroupKind(GROUP, kind), "", errors);
        }
    }

    private static Attributes resource(UserInfo user, ResourceAttributes asked) {
        return new Attributes(
                user,
                asked.verb(),
                asked.group(),
                asked.version(),
                asked.resource(),
                asked.subresource(),
                asked.namespace(),
                asked.name(),
                "");
    }

    private static Attributes path(UserInfo user, NonResourceAttributes asked) {
        return new Attributes(user, asked.verb(), "", "", "", "", "", "", asked.path());
    }

    private SubjectAccessReviewStatus status(Attributes attributes) {
        Decision decision = authorizer.authorize(attributes);
        SubjectAccessReviewStatus status =
                new SubjectAccessReviewStatus().withAllowed(decision.verdict() == Verdict.ALLOW);
        if (decision.verdict() == Verdict.DENY) {
            status = status.withDenied(true);
        }
        return decision.reason().isEmpty() ? status : status.withReason(decision.reason());
    }
}
