package dev.carafe.kubernetes.apimachinery.customresource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomDecoderTest {
    private final List<String> unknown = new ArrayList<>();

    private static Struct tree(String json) throws MalformedJsonException {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private Struct decode(String object, String schema) throws Exception {
        CustomDecoder decoder = new CustomDecoder((metadata, names) -> {
            if (metadata.has("bad")) {
                names.accept("bad");
            }
            return metadata.without("bad");
        });
        return decoder.decode(tree(object), CustomSchema.of(tree(schema)), unknown::add);
    }

    @Test
    void fieldsThatNothingDeclaresGoAndAreTold() throws Exception {
        Struct decoded = decode(
                "{'kind':'K','metadata':{'name':'n','bad':1},'spec':{'a':1,'c':2,'l':[{'x':1,'y':2}]},'other':{}}",
                "{'type':'object','properties':{'spec':{'type':'object','properties':{'a':{'type':'integer'},"
                        + "'l':{'type':'array','items':{'type':'object','properties':{'x':{'type':'integer'}}}}}}}}");
        assertThat(decoded).isEqualTo(tree("{'kind':'K','metadata':{'name':'n'},'spec':{'a':1,'l':[{'x':1}]}}"));
        assertThat(unknown).containsExactly("metadata.bad", "other", "spec.c", "spec.l[0].y");
    }

    @Test
    void whatIsPreservedStaysButDeclaredFieldsInItArePruned() throws Exception {
        Struct decoded = decode(
                "{'spec':{'free':{'deep':1},'known':{'a':1,'b':2}}}",
                "{'properties':{'spec':{'x-kubernetes-preserve-unknown-fields':true,'type':'object','properties':"
                        + "{'known':{'type':'object','properties':{'a':{'type':'integer'}}}}}}}");
        assertThat(decoded).isEqualTo(tree("{'spec':{'free':{'deep':1},'known':{'a':1}}}"));
    }

    @Test
    void mapsKeepTheirKeysAndPruneTheirValues() throws Exception {
        Struct decoded = decode(
                "{'m':{'k':{'a':1,'b':2}},'any':{'k':{'gone':1},'s':'stays'}}",
                "{'properties':{'m':{'additionalProperties':{'properties':{'a':{'type':'integer'}}}},"
                        + "'any':{'additionalProperties':true}}}");
        assertThat(decoded).isEqualTo(tree("{'m':{'k':{'a':1}},'any':{'k':{},'s':'stays'}}"));
    }

    @Test
    void gapsTakeTheirDefaultsAlsoWithinDefaults() throws Exception {
        Struct decoded = decode(
                "{'spec':{'b':null}}",
                "{'properties':{'spec':{'properties':{'a':{'default':{},'properties':{'x':{'default':1}}},"
                        + "'b':{'default':'B'},'c':{'properties':{'y':{'default':2}}}}}}}");
        assertThat(decoded).isEqualTo(tree("{'spec':{'b':'B','a':{'x':1}}}"));
    }

    @Test
    void nullsGoWhereNoneMayBe() throws Exception {
        Struct decoded = decode(
                "{'a':null,'b':null,'l':[null],'m':{'k':null}}",
                "{'properties':{'a':{'type':'string'},'b':{'type':'string','nullable':true},"
                        + "'l':{'items':{'type':'string','default':'d'}},'m':{'additionalProperties':{'default':3}}}}");
        assertThat(decoded).isEqualTo(tree("{'b':null,'l':['d'],'m':{'k':3}}"));
    }

    @Test
    void embeddedObjectsKeepWhatEveryObjectHas() throws Exception {
        Struct decoded = decode(
                "{'template':{'apiVersion':'v1','kind':'Pod','metadata':{'bad':1},'spec':{}}}",
                "{'properties':{'template':{'x-kubernetes-embedded-resource':true,'type':'object'}}}");
        assertThat(decoded).isEqualTo(tree("{'template':{'apiVersion':'v1','kind':'Pod','metadata':{}}}"));
        assertThat(unknown).containsExactly("template.metadata.bad", "template.spec");
    }

    @Test
    void anObjectThatNeedsNoChangeIsReturnedAsItIs() throws Exception {
        Struct object = tree("{'spec':{'l':[{'x':1}]}}");
        CustomSchema schema = CustomSchema.of(tree("{'properties':{'spec':{'properties':{'l':{'items':"
                + "{'properties':{'x':{'type':'integer','default':0}}}}}}}}"));
        assertThat(new CustomDecoder((metadata, _) -> metadata).decode(object, schema, unknown::add))
                .isSameAs(object);
    }

    @Test
    void pruningTakesUnknownFieldsAndFillsNothing() throws Exception {
        CustomSchema schema = CustomSchema.of(
                tree("{'properties':{'a':{'type':'string','default':'d'},'b':{'type':'string'},'c':{'default':1}}}"));
        Struct pruned = new CustomDecoder((metadata, _) -> metadata).prune(tree("{'b':null,'x':1}"), schema);
        assertThat(pruned).isEqualTo(tree("{'b':null}"));
    }
}
