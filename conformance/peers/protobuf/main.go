// Command protobuf tells how upstream's Go types are laid out in protobuf, and what bytes they become.
//
//	protobuf table SCHEMAS    the messages of the kinds whose group versions the facts table names, a line each
//	protobuf bytes <objects   objects in JSON, a line each; answers the beginning of the hash of each one's bytes
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var s = scheme.Scheme

func main() {
	for _, add := range []func(*runtime.Scheme) error{apiextensions.AddToScheme, apiregistration.AddToScheme, metav1.AddMetaToScheme, apidiscovery.AddToScheme} {
		if err := add(s); err != nil {
			panic(err)
		}
	}
	switch os.Args[1] {
	case "table":
		table()
	case "bytes":
		hashes()
	}
}

func name(t reflect.Type) string {
	path := strings.TrimPrefix(t.PkgPath(), "k8s.io/")
	return strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

var messages = map[string][]string{}

var scalars = map[string]string{
	"apimachinery.pkg.apis.meta.v1.Time":      "time",
	"apimachinery.pkg.apis.meta.v1.MicroTime": "microtime",

	"apimachinery.pkg.apis.meta.v1.FieldsV1":                                         "raw",
	"apimachinery.pkg.api.resource.Quantity":                                         "quantity",
	"apimachinery.pkg.util.intstr.IntOrString":                                       "intstr",
	"apimachinery.pkg.runtime.RawExtension":                                          "raw",
	"apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON":                         "raw",
	"apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray":       "schemaOrArray",
	"apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool":        "schemaOrBool",
	"apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "schemaOrStrings",
}

type marshaler interface{ MarshalToSizedBuffer([]byte) (int, error) }

var marshalerType = reflect.TypeOf((*marshaler)(nil)).Elem()

func typeOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeOf(t.Elem()) + "*"
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int32:
		return "i32"
	case reflect.Int64:
		return "i64"
	case reflect.Float64:
		return "f64"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		if reflect.PointerTo(t).Implements(marshalerType) {
			return "<" + typeOf(t.Elem()) + ">"
		}
		return "[" + typeOf(t.Elem()) + "]"
	case reflect.Map:
		return "{" + typeOf(t.Elem()) + "}"
	case reflect.Struct:
		n := name(t)
		if sc, ok := scalars[n]; ok {
			if strings.HasPrefix(sc, "schema") {
				message(reflect.TypeOf(apiextensions.JSONSchemaProps{}))
			}
			return sc
		}
		message(t)
		return "@" + n
	}
	panic(t.String())
}

func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasSuffix(scalars[name(t)], "time")
}

func message(t reflect.Type) {
	n := name(t)
	if _, ok := messages[n]; ok {
		return
	}
	messages[n] = nil
	type row struct {
		number int
		text   string
	}
	var rows []row
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("protobuf"), ",")
		var number int
		if len(tag) < 2 {
			continue
		}
		fmt.Sscan(tag[1], &number)
		j := strings.Split(f.Tag.Get("json"), ",")
		text := fmt.Sprintf("%d ", number)
		jn := j[0]
		if jn == "" {
			jn = ">"
		} else if len(j) == 1 {
			jn += "!"
		} else if j[1] != "omitempty" && j[1] != "omitzero" {
			jn += "!"
		} else if isTime(f.Type) && !slices.Contains(j, "omitzero") {
			jn += "!" // omitempty leaves out no structure, and this one is null in JSON
		}
		rows = append(rows, row{number, text + jn + " " + typeOf(f.Type)})
	}
	sort.Slice(rows, func(a, b int) bool { return rows[a].number < rows[b].number })
	out := []string{}
	for _, r := range rows {
		out = append(out, r.text)
	}
	messages[n] = out
}

func table() {
	var served map[string]any
	data, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(data, &served); err != nil {
		panic(err)
	}
	groups := map[string]bool{"/v1": true, "meta.k8s.io/v1": true, "apidiscovery.k8s.io/v2": true}
	for gv := range served["resources"].(map[string]any) {
		groups[gv] = true
	}
	for gvk, t := range s.AllKnownTypes() {
		if !groups[gvk.Group+"/"+gvk.Version] || !reflect.PointerTo(t).Implements(marshalerType) {
			continue
		}
		if gvk.Kind == "WatchEvent" {
			continue
		}
		message(t)
	}
	names := make([]string, 0, len(messages))
	for n := range messages {
		names = append(names, n)
	}
	sort.Strings(names)
	fmt.Println("{")
	for i, n := range names {
		rows, _ := json.Marshal(messages[n])
		rows = bytes.ReplaceAll(rows, []byte("\\u003e"), []byte(">"))
		rows = bytes.ReplaceAll(rows, []byte("\\u003c"), []byte("<"))
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		fmt.Printf(" %q: %s%s\n", n, rows, comma)
	}
	fmt.Println("}")
}

func hashes() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	js := serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, s, s, serializer.SerializerOptions{})
	pb := protobuf.NewSerializer(s, s)
	for in.Scan() {
		object, kind, err := js.Decode(in.Bytes(), nil, nil)
		if err != nil {
			fmt.Println("error", err)
			continue
		}
		object.GetObjectKind().SetGroupVersionKind(*kind)
		var out bytes.Buffer
		if err := pb.Encode(object, &out); err != nil {
			fmt.Println("error", err)
			continue
		}
		sum := sha256.Sum256(out.Bytes())
		fmt.Println(hex.EncodeToString(sum[:8]))
	}
}
