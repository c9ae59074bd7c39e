//! Runs every scenario against the built images, in both variants: the files that Windows loads,
//! with the INF of their package.

mod built;

mod release {
    use echo_scenarios::{Subject, Variant};

    use super::built::Profile;

    fn image(variant: Variant) -> Subject {
        super::built::subject(Profile::Release, variant)
    }

    echo_scenarios::tests!(image);
}

mod debug {
    use echo_scenarios::{Subject, Variant};

    use super::built::Profile;

    fn image(variant: Variant) -> Subject {
        super::built::subject(Profile::Debug, variant)
    }

    echo_scenarios::tests!(image);
}
