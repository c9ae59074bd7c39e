//! The built images do what any build of the driver must: each scenario, both variants, of the very
//! files that Windows loads, with the INF of their package.

mod built;

mod release {
    use echo_behaviour::{Subject, Variant};
    use xtask::target::Profile;

    fn image(variant: Variant) -> Subject {
        super::built::subject(Profile::Release, variant)
    }

    echo_behaviour::tests!(image);
}

mod debug {
    use echo_behaviour::{Subject, Variant};
    use xtask::target::Profile;

    fn image(variant: Variant) -> Subject {
        super::built::subject(Profile::Debug, variant)
    }

    echo_behaviour::tests!(image);
}
