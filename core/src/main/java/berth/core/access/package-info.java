/// Who may do what: shared access policies, SAS tokens and their judgement. Decides; never answers.
@NullMarked
package berth.core.access;

import org.jspecify.annotations.NullMarked;
