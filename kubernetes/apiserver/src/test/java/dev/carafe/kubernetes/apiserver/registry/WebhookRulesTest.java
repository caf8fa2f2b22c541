package dev.carafe.kubernetes.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhook;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.WebhookValidator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with webhooks; the wording is upstream's. */
class WebhookRulesTest {
    private static final String GOOD = "'name':'a.b.c','sideEffects':'None','admissionReviewVersions':['v1'],"
            + "'clientConfig':{'url':'https://h/p'}";

    private static List<String> errors(String... webhooks) {
        List<FieldError> errors = new ArrayList<>();
        WebhookValidator.validating(webhooks(webhooks), null, errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    private static List<ValidatingWebhook> webhooks(String... webhooks) {
        return new ValidatingWebhookConfiguration(Trees.of("{'webhooks':[{" + String.join("},{", webhooks) + "}]}"))
                .webhooks();
    }

    private static List<String> changes(List<ValidatingWebhook> webhooks, List<ValidatingWebhook> old) {
        List<FieldError> errors = new ArrayList<>();
        WebhookValidator.validating(webhooks, old, errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    @Test
    void aChangeMayKeepWhatWasWrongBeforeAndNothingElse() {
        String rest = ",'sideEffects':'Some','admissionReviewVersions':['v2'],'clientConfig':{'url':'https://h/p'}";
        String odd = "'name':'a.b.c','matchConditions':[{'name':'x','expression':'nope'}],'namespaceSelector':"
                + "{'matchExpressions':[{'key':'k','operator':'In','values':['b c']}]}" + rest;
        List<ValidatingWebhook> old = webhooks(odd, odd);
        assertThat(changes(old, old)).isEmpty();
        assertThat(changes(webhooks(odd.replace("nope", "never"), odd), old))
                .hasSize(2)
                .allMatch(error -> error.contains("compilation failed: ERROR: <input>:1:1: undeclared reference"));
        assertThat(changes(webhooks("'name':'a.b.c','failurePolicy':'Never'" + rest), old))
                .containsExactly("webhooks[0].failurePolicy: Unsupported value: \"Never\": supported values: \"Fail\","
                        + " \"Ignore\"");
        assertThat(changes(webhooks("'name':'a.b.c'" + rest), webhooks(GOOD)))
                .containsExactly(
                        "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\","
                                + " \"NoneOnDryRun\"",
                        "webhooks[0].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1,"
                                + " v1beta1");
    }

    @Test
    void aWebhookHasANameSideEffectsAClientAndVersions() {
        assertThat(errors(GOOD)).isEmpty();
        assertThat(errors("'name':'a'"))
                .containsExactly(
                        "webhooks[0].name: Invalid value: \"a\": should be a domain with at least three segments"
                                + " separated by dots",
                        "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                        "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
                        "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1");
        assertThat(errors(GOOD, GOOD)).containsExactly("webhooks[1].name: Duplicate value: \"a.b.c\"");
        assertThat(errors(GOOD + ",'timeoutSeconds':31,'failurePolicy':'X'"))
                .containsExactly(
                        "webhooks[0].failurePolicy: Unsupported value: \"X\": supported values: \"Fail\", \"Ignore\"",
                        "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30"
                                + " seconds");
    }

    @Test
    void aWebhookIsCalledSecurelyAndSaysNothingInItsUrl() {
        String form = "; desired format: https://host[/path]";
        assertThat(errors(GOOD.replace("https://h/p", "http://u:p@h/p?q=1#f")))
                .containsExactly(
                        "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme"
                                + form,
                        "webhooks[0].clientConfig.url: Invalid value: \"u:p\": user information is not permitted in the"
                                + " URL",
                        "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the URL",
                        "webhooks[0].clientConfig.url: Invalid value: \"q=1\": query parameters are not permitted in"
                                + " the URL");
        assertThat(errors(GOOD.replace("https://h/p", "https://")))
                .containsExactly("webhooks[0].clientConfig.url: Invalid value: \"\": host must be specified" + form);
        assertThat(errors(GOOD.replace("'url':'https://h/p'", "'service':{'name':'a','port':70000,'path':'/x//y'}")))
                .containsExactly(
                        "webhooks[0].clientConfig.service.namespace: Required value",
                        "webhooks[0].clientConfig.service.port: Invalid value: 70000: port is not valid: must be"
                                + " between 1 and 65535, inclusive",
                        "webhooks[0].clientConfig.service.path: Invalid value: \"/x//y\": segment[1] may not be empty");
    }

    @Test
    void whatMatchesAllStandsAlone() {
        assertThat(errors(GOOD
                        + ",'rules':[{'operations':['*','X'],'apiGroups':['*','a'],'apiVersions':['v1'],"
                        + "'resources':['pods/*','pods/x','*','pods']}]"))
                .containsExactly(
                        "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"X\"]: if '*' is present, must not"
                                + " specify other operations",
                        "webhooks[0].rules[0].operations[1]: Unsupported value: \"X\": supported values: \"*\","
                                + " \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"",
                        "webhooks[0].rules[0].apiGroups: Invalid value: [\"*\",\"a\"]: if '*' is present, must not"
                                + " specify other API groups",
                        "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/x\": if 'pods/*' is present, must not"
                                + " specify pods/x",
                        "webhooks[0].rules[0].resources: Invalid value: [\"pods/*\",\"pods/x\",\"*\",\"pods\"]: if '*'"
                                + " is present, must not specify other resources without subresources");
    }
}
