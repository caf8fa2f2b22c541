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
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Decision;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer.Verdict;
import dev.carafe.kubernetes.apiserver.generic.ObjectMetas;
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
        List<FieldError> errors = new ArrayList<>();
        check(review.spec(), errors);
        plain(said(request), errors);
        refuse(errors);
        return answered(review, review.spec()).struct();
    }

    /** Answers about any user in one namespace. */
    public Struct local(CreateRequest request) {
        SubjectAccessReview review = new SubjectAccessReview(request.object());
        SubjectAccessReviewSpec spec = review.spec();
        List<FieldError> errors = new ArrayList<>();
        check(spec, errors);
        Struct metadata = said(request);
        String namespace = ObjectMetas.text(request.object(), "namespace");
        if (!namespace.isEmpty() && !namespace.equals(request.namespace())) {
            throw StatusError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (!metadata.without("namespace").isEmpty()) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata"),
                    metadata.with("namespace", request.namespace()),
                    "must be empty except for namespace"));
        }
        if (spec.hasResourceAttributes()
                && !spec.resourceAttributes().namespace().equals(request.namespace())) {
            errors.add(FieldError.invalid(
                    SPEC.child("resourceAttributes").child("namespace"),
                    spec.resourceAttributes().namespace(),
                    "must match metadata.namespace"));
        }
        if (spec.hasNonResourceAttributes()) {
            errors.add(FieldError.invalid(
                    SPEC.child("nonResourceAttributes"),
                    goForm(spec.nonResourceAttributes()),
                    "disallowed on this kind of request"));
        }
        refuse(errors);
        Struct answer = answered(review, spec).struct();
        return ObjectMetas.with(answer, "namespace", request.namespace());
    }

    /** Answers about the one who asks. */
    public Struct self(CreateRequest request) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReview(request.object());
        var asked = review.spec();
        List<FieldError> errors = new ArrayList<>();
        checkOne(asked.hasResourceAttributes(), asked.hasNonResourceAttributes(), asked.struct(), errors);
        plain(said(request), errors);
        refuse(errors);
        Attributes attributes = asked.hasResourceAttributes()
                ? resource(request.user(), asked.resourceAttributes())
                : path(request.user(), asked.nonResourceAttributes());
        return review.withStatus(status(attributes)).struct();
    }

    private SubjectAccessReview answered(SubjectAccessReview review, SubjectAccessReviewSpec spec) {
        UserInfo user = new UserInfo(spec.user(), spec.uid(), spec.groups(), spec.extra());
        Attributes attributes = spec.hasResourceAttributes()
                ? resource(user, spec.resourceAttributes())
                : path(user, spec.nonResourceAttributes());
        return review.withStatus(status(attributes));
    }

    private static void check(SubjectAccessReviewSpec spec, List<FieldError> errors) {
        checkOne(spec.hasResourceAttributes(), spec.hasNonResourceAttributes(), spec.struct(), errors);
        if (spec.user().isEmpty() && spec.groups().isEmpty()) {
            errors.add(FieldError.invalid(SPEC.child("user"), "", "at least one of user or group must be specified"));
        }
    }

    private static void checkOne(boolean resource, boolean path, Struct spec, List<FieldError> errors) {
        if (resource == path) {
            Struct given = spec.struct("nonResourceAttributes");
            errors.add(FieldError.invalid(
                    SPEC,
                    given == null ? Null.NULL : goForm(new NonResourceAttributes(given)),
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }
    }

    /** As upstream shows it in errors: by the names of its Go fields. */
    private static Struct goForm(NonResourceAttributes attributes) {
        return Struct.of("Path", attributes.path(), "Verb", attributes.verb());
    }

    /** What a client said of the review itself: whose its fields are was noted by the server. */
    private static Struct said(CreateRequest request) {
        return ObjectMetas.of(request.object()).without("managedFields");
    }

    private static void plain(Struct metadata, List<FieldError> errors) {
        if (!metadata.isEmpty()) {
            errors.add(FieldError.invalid(FieldPath.of("metadata"), metadata, "must be empty"));
        }
    }

    /** Upstream does not name the kind of a review that it refuses. */
    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusError.invalid(new GroupKind(GROUP, ""), "", errors);
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
