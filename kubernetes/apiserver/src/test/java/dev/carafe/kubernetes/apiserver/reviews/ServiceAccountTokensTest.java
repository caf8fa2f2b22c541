package dev.carafe.kubernetes.apiserver.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountKeys;
import dev.carafe.kubernetes.apiserver.authentication.TokenConfig;
import dev.carafe.kubernetes.apiserver.authentication.TokenIssuer;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceAccountTokensTest {
    private static final UserInfo NODE = new UserInfo("system:node:worker", "", List.of("system:nodes"), Map.of());
    private static final UserInfo ADMIN = new UserInfo("admin", "", List.of("system:masters"), Map.of());

    private final List<Attributes> asked = new ArrayList<>();
    private final InMemoryObjects objects = new InMemoryObjects()
            .put("", "serviceaccounts", Trees.of("{'metadata':{'name':'sa','namespace':'n','uid':'u-sa'}}"))
            .put("", "pods", Trees.of("""
                    {'metadata':{'name':'p','namespace':'n','uid':'u-pod'},
                     'spec':{'serviceAccountName':'sa','nodeName':'worker','volumes':[
                       {'name':'t','projected':{'sources':[{'serviceAccountToken':{'path':'t','audience':'vault'}}]}},
                       {'name':'c','persistentVolumeClaim':{'claimName':'claim'}},
                       {'name':'e','ephemeral':{'volumeClaimTemplate':{'spec':{}}}},
                       {'name':'i','csi':{'driver':'inline'}}]}}"""))
            .put("", "persistentvolumeclaims", Trees.of("""
                    {'metadata':{'name':'claim','namespace':'n'},'spec':{'volumeName':'v'}}"""))
            .put("", "persistentvolumeclaims", Trees.of("""
                    {'metadata':{'name':'p-e','namespace':'n'},'spec':{'volumeName':'w'}}"""))
            .put("", "persistentvolumes", Trees.of("{'metadata':{'name':'v'},'spec':{'csi':{'driver':'claimed'}}}"))
            .put("", "persistentvolumes", Trees.of("{'metadata':{'name':'w'},'spec':{'csi':{'driver':'passing'}}}"));

    ServiceAccountTokensTest() {
        for (String driver : List.of("claimed", "passing", "inline")) {
            objects.put(
                    "storage.k8s.io",
                    "csidrivers",
                    Trees.of("{'metadata':{'name':'%1$s'},'spec':{'tokenRequests':[{'audience':'of-%1$s'}]}}"
                            .formatted(driver)));
        }
    }

    private String ask(UserInfo user, String request, Authorizer.Verdict verdict, String... set)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        TokenIssuer issuer = new TokenIssuer(
                new TokenConfig(List.of("https://issuer"), List.of(), true),
                new ServiceAccountKeys(pair.getPrivate(), pair.getPublic(), List.of()),
                objects,
                () -> Instant.EPOCH);
        Authorizer authorizer = attributes -> {
            asked.add(attributes);
            return new Authorizer.Decision(verdict, "");
        };
        var declared = BuiltinResources.load().byGroupVersion().getOrDefault("/v1", List.of()).stream()
                .filter(resource -> resource.name().equals("serviceaccounts/token"))
                .findFirst()
                .orElseThrow();
        ServiceAccountTokens tokens = new ServiceAccountTokens(
                issuer, objects, authorizer, FeatureGate.defaults().with(List.of(set)));
        return new TokenRequest(tokens.create(new CreateRequest(user, declared, "n", "sa", Trees.of(request), false)))
                .status()
                .token();
    }

    private static String forPod(String audiences) {
        return "{'spec':{'audiences':[" + audiences
                + "],'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'u-pod'}}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"'vault'", "'of-claimed'", "'of-passing'", "'of-inline'"})
    void nodesAskForWhomTheirPodsAsk(String audience) throws GeneralSecurityException {
        assertThat(ask(NODE, forPod(audience), Authorizer.Verdict.NO_OPINION)).isNotEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void nodesAskForOthersWhereTheyAreAuthorized() throws GeneralSecurityException {
        assertThatThrownBy(() -> ask(NODE, forPod("'bank'"), Authorizer.Verdict.NO_OPINION))
                .hasMessage("serviceaccounts \"sa\" is forbidden: system:node:worker is not authorized to request"
                        + " tokens for audience \"bank\"");
        assertThat(ask(NODE, forPod("'bank'"), Authorizer.Verdict.ALLOW)).isNotEmpty();
        assertThat(asked.getLast())
                .isEqualTo(new Attributes(
                        NODE, "request-serviceaccounts-token-audience", "", "v1", "bank", "", "n", "sa", ""));
        assertThatThrownBy(() -> ask(NODE, forPod("'vault','bank'"), Authorizer.Verdict.ALLOW))
                .hasMessageEndingWith("node may only request 0 or 1 audiences");
        assertThat(ask(
                        NODE,
                        forPod("'bank'"),
                        Authorizer.Verdict.NO_OPINION,
                        "ServiceAccountNodeAudienceRestriction=false"))
                .isNotEmpty();
    }

    @Test
    void anAccountThatWasMadeAnewIsAnother() throws GeneralSecurityException {
        String request = "{'metadata':{'uid':'%s'},'spec':{}}";
        assertThatThrownBy(() -> ask(ADMIN, request.formatted("u-old"), Authorizer.Verdict.ALLOW))
                .hasMessage("Operation cannot be fulfilled on TokenRequest.authentication.k8s.io \"sa\": the UID in the"
                        + " token request (u-old) does not match the UID of the service account (u-sa)");
        assertThat(ask(ADMIN, request.formatted("u-sa"), Authorizer.Verdict.ALLOW))
                .isNotEmpty();
        assertThat(ask(
                        ADMIN,
                        request.formatted("u-old"),
                        Authorizer.Verdict.ALLOW,
                        "TokenRequestServiceAccountUIDValidation=false"))
                .isNotEmpty();
    }
}
