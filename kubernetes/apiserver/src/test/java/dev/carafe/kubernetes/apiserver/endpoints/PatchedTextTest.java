package dev.carafe.kubernetes.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import org.junit.jupiter.api.Test;

final class PatchedTextTest {
    private static final Struct BEFORE = Trees.of(
            "{'metadata':{'uid':'u','labels':{'b':'1','a':'2'},'name':'m'},'kind':'ConfigMap','data':{'z':'1','a':'2'}}");

    private static String text(Struct after) {
        return PatchedText.of(BEFORE, after, "api.core.v1.ConfigMap");
    }

    @Test
    void whatThePatchWentThroughIsInTheOrderOfNamesAndTheRestInThatOfItsType() {
        assertThat(text(BEFORE.with("data", Trees.of("{'z':true,'a':'2'}"))))
                .isEqualTo("{\"data\":{\"a\":\"2\",\"z\":true},\"kind\":\"ConfigMap\","
                        + "\"metadata\":{\"name\":\"m\",\"uid\":\"u\",\"labels\":{\"a\":\"2\",\"b\":\"1\"}}}");
    }

    @Test
    void whatThePatchBringsIsAsItHasIt() {
        assertThat(text(BEFORE.with("data", "x").with("metadata", Trees.of("{'x':{'b':1,'a':2}}"))))
                .isEqualTo("{\"data\":\"x\",\"kind\":\"ConfigMap\",\"metadata\":{\"x\":{\"b\":1,\"a\":2}}}");
    }

    @Test
    void fieldsOfATypeAreInGosOrderAndNotInThatOfTheirNumbers() {
        Struct pod = Trees.of("{'spec':{'containers':[{'imagePullPolicy':'Always','terminationMessagePolicy':'File',"
                + "'livenessProbe':{'timeoutSeconds':1,'exec':{}},'envFrom':[{}],'env':[{}],'name':'c'}]}}");
        assertThat(PatchedText.of(pod, pod, "api.core.v1.Pod"))
                .isEqualTo("{\"spec\":{\"containers\":[{\"name\":\"c\",\"envFrom\":[{}],\"env\":[{}],"
                        + "\"livenessProbe\":{\"exec\":{},\"timeoutSeconds\":1},"
                        + "\"terminationMessagePolicy\":\"File\",\"imagePullPolicy\":\"Always\"}]}}");
    }
}
