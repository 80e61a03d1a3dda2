package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.hub.mqtt.PropertyBag.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PropertyBagTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a=b|a=b",
                "?a=b|a=b",
                "a=b/|a=b",
                "?a=b/|a=b",
                "a=b&c=d|a=b c=d",
                "%24.mid=m-1|$.mid=m-1",
                "$.mid=m-1|$.mid=m-1",
                "a=x%20y%2Bz+1|a=x y+z+1",
                "a=%c3%a4|a=ä",
                "a=1=2|a=1=2",
                "a=|a=",
                "a|a",
                "a=1&a=2|a=1",
                "&&a=1&|a=1",
                "=1&a=2|a=2",
                "a=50%|a=50%",
                "a=%ff|a=%ff",
                "a=%2|a=%2",
                "a=b/c/|a=b/c"
            })
    void isReadWhateverTheClientWrote(String text, String properties) {
        assertThat(plain(PropertyBag.parse(text))).isEqualTo(properties);
    }

    @ParameterizedTest
    @CsvSource({"''", "?", "/", "?/", "&", "="})
    void mayBeEmpty(String text) {
        assertThat(PropertyBag.parse(text)).isEqualTo(PropertyBag.EMPTY);
    }

    @Test
    void isWrittenSoThatEveryClientCanReadIt() {
        var bag =
                new PropertyBag(
                        List.of(
                                new Property("$.to", "/devices/d 1/x"),
                                new Property("plus", "1+1"),
                                new Property("null", null),
                                new Property("empty", ""),
                                new Property("plus", "again"),
                                new Property("ä/&=", "ü")));

        assertThat(bag.text())
                .isEqualTo("%24.to=%2Fdevices%2Fd%201%2Fx&plus=1%2B1&%C3%A4%2F%26%3D=%C3%BC");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var bag =
                new PropertyBag(
                        List.of(new Property("%24.a?/", "100%25 &= +"), new Property("b", "/")));

        assertThat(PropertyBag.parse(bag.text())).isEqualTo(bag);
    }

    private static String plain(PropertyBag bag) {
        return String.join(
                " ",
                bag.properties().stream()
                        .map(
                                one ->
                                        one.value() == null
                                                ? one.name()
                                                : one.name() + "=" + one.value())
                        .toList());
    }
}
