package io.jenkins.plugins.nodememory.check;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.nodememory.common.Messages;
import io.nodememory.kernel.BadInputException;
import io.nodememory.query.policy.QualityGate;
import java.io.Serializable;
import java.util.Arrays;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.verb.POST;

/** A quality gate: {@code [threshold: 1, type: 'NEW', criticality: 'FAILURE']}, in the words of warnings-ng. */
public final class GateConfiguration extends AbstractDescribableImpl<GateConfiguration> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int threshold;
    private final String type;
    private final String criticality;

    @DataBoundConstructor
    public GateConfiguration(int threshold, String type, String criticality) {
        this.threshold = threshold;
        this.type = type;
        this.criticality = criticality;
    }

    public int getThreshold() {
        return threshold;
    }

    public String getType() {
        return type;
    }

    public String getCriticality() {
        return criticality;
    }

    /** @throws AbortException if the type or criticality does not exist; the message lists the valid ones */
    QualityGate gate() throws AbortException {
        try {
            String what = type == null ? "TOTAL" : type;
            return QualityGate.parse(threshold + ":" + what + (criticality == null ? "" : ":" + criticality));
        } catch (BadInputException e) {
            throw new AbortException(e.getMessage());
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<GateConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.GateConfiguration_displayName();
        }

        @POST
        public ListBoxModel doFillTypeItems() {
            return words(QualityGate.Type.values());
        }

        @POST
        public ListBoxModel doFillCriticalityItems() {
            return words(QualityGate.Criticality.values());
        }

        private static ListBoxModel words(Enum<?>[] values) {
            ListBoxModel items = new ListBoxModel();
            Arrays.stream(values).forEach(value -> items.add(value.name()));
            return items;
        }
    }
}
