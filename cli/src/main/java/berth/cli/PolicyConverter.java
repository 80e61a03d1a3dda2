package berth.cli;

import berth.core.allocation.AllocationPolicy;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// Allocation policies as the command line spells them.
final class PolicyConverter implements ITypeConverter<AllocationPolicy> {
    @Override
    public AllocationPolicy convert(String text) {
        return Arrays.stream(AllocationPolicy.values())
                .filter(policy -> spelling(policy).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'%s' is none of %s"
                                                .formatted(text, String.join(", ", all()))));
    }

    static String spelling(AllocationPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> all() {
        return Arrays.stream(AllocationPolicy.values()).map(PolicyConverter::spelling).toList();
    }

    /// For the help text.
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }
}
