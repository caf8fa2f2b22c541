package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.authorization.v1.NonResourceRule;
import dev.carafe.kubernetes.api.authorization.v1.ResourceRule;
import dev.carafe.kubernetes.api.authorization.v1.SelfSubjectRulesReview;
import dev.carafe.kubernetes.api.authorization.v1.SelfSubjectRulesReviewSpec;
import dev.carafe.kubernetes.api.authorization.v1.SubjectRulesReviewStatus;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.authorization.Rule;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** What may I do in a namespace (pkg/registry/authorization/selfsubjectrulesreview)? */
public final class RulesReviews implements Creater {
    private final RbacAuthorizer roles;

    public RulesReviews(RbacAuthorizer roles) {
        this.roles = roles;
    }

    @Override
    public Struct create(CreateRequest request) {
        SelfSubjectRulesReview review = new SelfSubjectRulesReview(request.object());
        String namespace = review.spec().namespace();
        if (namespace.isEmpty()) {
            throw StatusError.badRequest("no namespace on request");
        }
        List<ResourceRule> resources = new ArrayList<>();
        List<NonResourceRule> paths = new ArrayList<>();
        for (Rule rule : new LinkedHashSet<>(roles.rulesFor(request.user(), namespace))) {
            if (!rule.resources().isEmpty()) {
                ResourceRule shown = new ResourceRule()
                        .withVerbs(rule.verbs())
                        .withApiGroups(rule.groups())
                        .withResources(rule.resources());
                resources.add(rule.resourceNames().isEmpty() ? shown : shown.withResourceNames(rule.resourceNames()));
            }
            if (!rule.nonResourceUrls().isEmpty()) {
                paths.add(new NonResourceRule().withVerbs(rule.verbs()).withNonResourceURLs(rule.nonResourceUrls()));
            }
        }
        return new SelfSubjectRulesReview() // upstream answers with a review of its own
                .withApiVersion("authorization.k8s.io/v1")
                .withKind("SelfSubjectRulesReview")
                .withMetadata(new ObjectMeta())
                .withSpec(new SelfSubjectRulesReviewSpec())
                .withStatus(new SubjectRulesReviewStatus()
                        .withResourceRules(resources)
                        .withNonResourceRules(paths)
                        .withIncomplete(false))
                .struct();
    }
}
